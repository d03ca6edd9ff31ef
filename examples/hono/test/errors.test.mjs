import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { assertNeutral, testErrors } from '../../kit/errors.mjs';
import { newPhone, send } from '../../kit/login.mjs';
import { startApp } from './support.js';

const emulator = useEmulator(runner);

testErrors({ emulator, startApp });

runner.test('a fault of the app itself is for its log only', async () => {
  const fault = new Error('the database has no such table');
  const app = await startApp({ client: { sendOtp: () => Promise.reject(fault) } });
  assertNeutral(await send(app, newPhone()), 500, 'internal');
  assert.deepEqual(app.errors(), [fault]);
  assert.match(app.log(), /'unexpected'/);
});
