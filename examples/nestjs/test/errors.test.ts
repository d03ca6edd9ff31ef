import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { subjectFor } from './app.js';
import { logIn, newPhone, testErrors } from './kit.js';

const emulator = useEmulator(runner);
const subject = subjectFor(emulator);

testErrors(subject);

runner.test('no log holds a number, a code, a token or the key', async () => {
  const app = await subject.startApp();
  const phone = newPhone();
  emulator.inject({ route: 'validate-token', error: 'BAXVERIFY_NO_SUBSCRIPTION', times: 1 });
  assert.equal((await logIn(app, emulator, phone)).status, 503);
  const [message] = emulator.messages({ phone });
  assert.match(app.log(), /BAXVERIFY_NO_SUBSCRIPTION/);
  for (const secret of [phone.slice(1), message?.code ?? '?', emulator.apiKey, 'eyJ']) {
    assert.ok(!app.log().includes(secret), secret);
  }
});
