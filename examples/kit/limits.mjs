// Tests the limits by phone number, address and country: the defaults of the guard.

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { newPhone, send } from './login.mjs';

const SMS_PER_PHONE = 2;
const SMS_PER_ADDRESS = 15;
const TRIES_PER_ADDRESS = 30;
const WRONG_CODES = 3;
const WRONG_CODES_OF_STRANGERS = 50;

const from = (address) => ({ headers: { 'x-forwarded-for': address } });

/**
 * @param {import('./subject.d.ts').Subject} subject
 * @param {object} options
 * @param {boolean} [options.direct] false if an app always has a proxy in front
 */
export function testLimits(subject, { direct = true } = {}) {
  const { test = runner.test, emulator, startApp } = subject;

  test('a phone gets 2 SMS, and an address 15', async () => {
    const app = await startApp();
    const phone = newPhone();
    const before = emulator.messages().length;
    const ways = [phone, phone.replace('+', '00'), phone.replace('664', ' (664) ')];
    for (const way of ways.slice(0, SMS_PER_PHONE))
      assert.equal((await send(app, way)).status, 200);
    // A refused request uses up nothing of the address.
    for (const way of ways) assertSlowed(await send(app, way), 33);
    for (let n = SMS_PER_PHONE; n < SMS_PER_ADDRESS; n += 1)
      assert.equal((await send(app, newPhone())).status, 200);
    assertSlowed(await send(app, newPhone()), 3600);
    assert.equal(emulator.messages({ phone }).length, SMS_PER_PHONE);
    assert.equal(emulator.messages().length - before, SMS_PER_ADDRESS);
  });

  test('an address tries to log in 30 times', async () => {
    const app = await startApp();
    const guess = () => app.post('/login/verify', { phone: newPhone(), code: '000000' });
    for (let n = 0; n < TRIES_PER_ADDRESS; n += 1) assert.equal((await guess()).status, 400);
    assertSlowed(await guess(), 3600);
  });

  test('wrong codes of a phone count, and its owner is not locked out', async () => {
    const app = await startApp({ behindProxy: true });
    const phone = newPhone();
    assert.equal((await app.post('/login/send', { phone }, from('192.0.2.200'))).status, 200);
    const code = await emulator.waitForCode(phone);
    const wrong = code === '000000' ? '111111' : '000000';
    const enter = (text, n) =>
      app.post('/login/verify', { phone, code: text }, from(`192.0.2.${n}`));
    for (let n = 0; n < WRONG_CODES; n += 1) assert.equal((await enter(wrong, 1)).status, 400);
    assertSlowed(await enter(wrong, 1), 33);
    assert.equal((await enter(code, 200)).status, 200);
  });

  test('strangers try 50 wrong codes of a phone, wherever they are', async () => {
    const app = await startApp({ behindProxy: true });
    const phone = newPhone();
    const guess = (n) => app.post('/login/verify', { phone, code: '000000' }, from(`192.0.2.${n}`));
    for (let n = 0; n < WRONG_CODES_OF_STRANGERS; n += 1)
      assert.equal((await guess(n)).status, 400);
    const days = 30;
    assertSlowed(await guess(WRONG_CODES_OF_STRANGERS), days * 86_400);
    // Who asks for a code is no stranger, and is not locked out.
    const owner = from('192.0.2.200');
    assert.equal((await app.post('/login/send', { phone }, owner)).status, 200);
    const code = await emulator.waitForCode(phone);
    assert.equal((await app.post('/login/verify', { phone, code }, owner)).status, 200);
  });

  test('SMS go only to the countries that are served', async () => {
    const app = await startApp({ countries: ['AT', 'DE'] });
    assert.equal((await send(app, newPhone())).status, 200);
    const refused = await send(app, '+33612345678');
    assert.deepEqual([refused.status, refused.json.error], [403, 'country_not_served']);
    assert.equal(emulator.messages({ phone: '+33612345678' }).length, 0);
  });

  /** The status of the last of one request more than an address may send. */
  async function lastOf(app, addressOf) {
    let answer;
    for (let n = 0; n <= SMS_PER_ADDRESS; n += 1)
      answer = await app.post('/login/send', { phone: newPhone() }, from(addressOf(n)));
    return answer.status;
  }

  test('X-Forwarded-For does not count without a proxy', { skip: !direct }, async () => {
    assert.equal(await lastOf(await startApp(), (n) => `192.0.2.${n}`), 429);
  });

  test('behind a proxy, X-Forwarded-For tells clients apart', async () => {
    const app = await startApp({ behindProxy: true });
    assert.equal(await lastOf(app, (n) => `192.0.2.${n}`), 200);
    // Only the last address is what the proxy saw.
    assert.equal(await lastOf(app, (n) => `192.0.2.${n}, 203.0.113.1`), 429);
    // A customer has a whole /64.
    assert.equal(await lastOf(app, (n) => `2001:db8:1:2::${n}`), 429);
    assert.equal(await lastOf(app, (n) => `2001:db8:1:${n + 10}::1`), 200);
  });
}

function assertSlowed({ status, json, headers }, mostSeconds) {
  assert.deepEqual([status, json.error], [429, 'slow_down']);
  const wait = Number(headers.get('retry-after'));
  assert.ok(wait > 0 && wait <= mostSeconds, `${wait}`);
  assert.equal(json.retryAfterSeconds, wait);
}
