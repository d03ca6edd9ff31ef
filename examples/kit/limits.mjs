// Tests limits by phone number and by address.

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { newPhone, send } from './login.mjs';

/**
 * @param {import('./subject.d.ts').Subject} subject
 * @param {{ smsPerPhone: number, smsPerAddress: number, loginsPerAddress: number }} limits
 */
export function testLimits(subject, { smsPerPhone, smsPerAddress, loginsPerAddress }) {
  const { test = runner.test, emulator, startApp } = subject;

  test(`a phone gets ${smsPerPhone} SMS, and an address ${smsPerAddress}`, async () => {
    const app = await startApp();
    const phone = newPhone();
    for (let n = 0; n < smsPerPhone; n += 1) assert.equal((await send(app, phone)).status, 200);
    // The refused request also counts for the address.
    assertSlowed(await send(app, phone));
    for (let n = smsPerPhone + 1; n < smsPerAddress; n += 1)
      assert.equal((await send(app, newPhone())).status, 200);
    assertSlowed(await send(app, newPhone()));
    assert.equal(emulator.messages({ phone }).length, smsPerPhone);
    assert.equal(emulator.messages().length, smsPerAddress - 1);
  });

  test(`an address tries to log in ${loginsPerAddress} times`, async () => {
    const app = await startApp();
    const guess = () => app.post('/login/verify', { phone: newPhone(), code: '000000' });
    for (let n = 0; n < loginsPerAddress; n += 1) assert.equal((await guess()).status, 400);
    assertSlowed(await guess());
  });

  for (const [behindProxy, status] of [
    [false, 429],
    [true, 200],
  ]) {
    const trusted = behindProxy ? 'counts behind a proxy' : 'does not count without a proxy';
    test(`X-Forwarded-For ${trusted}`, async () => {
      const app = await startApp({ behindProxy });
      let answer;
      for (let n = 0; n <= smsPerAddress; n += 1) {
        const headers = { 'x-forwarded-for': `192.0.2.${n}` };
        answer = await app.post('/login/send', { phone: newPhone() }, { headers });
      }
      assert.equal(answer.status, status);
    });
  }
}

function assertSlowed({ status, json, headers }) {
  assert.deepEqual([status, json.error], [429, 'slow_down']);
  assert.ok(Number(headers.get('retry-after')) > 0);
}
