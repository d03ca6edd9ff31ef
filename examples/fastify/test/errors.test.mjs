import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { assertNeutral, testErrors } from '../../kit/errors.mjs';
import { startApp } from './support.js';

const emulator = useEmulator(runner);

testErrors({ emulator, startApp });

runner.test('a fault of the app itself is for its log only', async () => {
  const extend = (app) =>
    app.get('/broken', async () => {
      throw new Error('the database has no such table');
    });
  const app = await startApp({ extend });
  assertNeutral(await app.get('/broken'), 500, 'internal');
  assert.equal(app.errors()[0].message, 'the database has no such table');
});

runner.test('a wrong configuration ends the start', async () => {
  const { projectId } = emulator;
  await assert.rejects(startApp({ baxverify: { projectId, apiKey: '' } }), {
    code: 'BAXVERIFY_INVALID_ARGUMENT',
  });
  await assert.rejects(startApp({ sessionSecret: 'short' }), /SESSION_SECRET/);
  for (const proxies of [1, '1', '2 ']) await assert.rejects(startApp({ proxies }), /PROXIES/);
  await assert.rejects(startApp({ countries: ['XX'] }), /countries/);
});
