import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { assertNeutral, testErrors, testFault } from '../../kit/errors.mjs';
import { logIn, newPhone } from '../../kit/login.mjs';
import { bearer, startApp } from './support.js';

const emulator = useEmulator(runner);
const { test } = runner;

testErrors({ emulator, startApp });
testFault({ startApp });

for (const code of ['auth/invalid-credential', 'app/network-error']) {
  test(`Firebase fails with ${code}`, async () => {
    const createCustomToken = async () => {
      throw Object.assign(new Error('credential of firebase: no such project'), { code });
    };
    const app = await startApp({ auth: { createCustomToken } });
    const answer = await logIn(app, emulator, newPhone());
    assertNeutral(answer, 500, 'internal');
    assert.doesNotMatch(answer.text, /credential/i);
    assert.equal(app.errors()[0].code, code);
  });
}

for (const [code, status, error] of [
  ['auth/id-token-expired', 401, 'logged_out'],
  ['auth/id-token-revoked', 401, 'logged_out'],
  ['auth/internal-error', 500, 'internal'],
]) {
  test(`an ID token meets ${code}`, async () => {
    const verifyIdToken = async () => {
      throw Object.assign(new Error('firebase says no'), { code });
    };
    const app = await startApp({ auth: { verifyIdToken } });
    assertNeutral(await app.get('/me', bearer('a.b.c')), status, error);
    assert.deepEqual(
      app.errors().map((logged) => logged.code),
      status === 500 ? [code] : [],
    );
  });
}
