// Tests requests that the app itself refuses, so that they cost no SMS.

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { newPhone } from './login.mjs';

const phone = newPhone();
const code = '123456';
const long = '1'.repeat(3_000);

const BODIES = [
  ['/login/send', {}, 400, 'invalid_input'],
  ['/login/send', { phone: 4366412345678 }, 400, 'invalid_input'],
  ['/login/send', { phone: [phone] }, 400, 'invalid_input'],
  ['/login/send', { phone: '0664 12345678' }, 400, 'invalid_phone'],
  ['/login/send', { phone: `+43${long}` }, 400, 'invalid_phone'],
  ['/login/verify', { phone }, 400, 'invalid_input'],
  ['/login/verify', { phone, code: 123456 }, 400, 'invalid_input'],
  ['/login/verify', { phone, code: '12345x' }, 400, 'wrong_code'],
  ['/login/verify', { phone, code: long }, 400, 'wrong_code'],
  ['/login/verify', { code }, 400, 'invalid_input'],
  ['/login/proof', { token: 'no proof' }, 401, 'proof_refused'],
  ['/login/proof', { token: null }, 401, 'proof_refused'],
  ['/login/proof', { token: { length: 1 } }, 401, 'proof_refused'],
  ['/login/proof', { token: `${long}.${long}` }, 413, 'invalid_input'],
  ['/login/send', [], 400, 'invalid_input'],
  ['/login/send', 'null', 400, 'invalid_input'],
  ['/login/send', '{"phone":"+43664', 400, 'invalid_input'],
];

/**
 * @param {import('./subject.d.ts').Subject} subject
 * @param {object} options
 * @param {number} [options.otherType] the status for a body that is no JSON by its type
 * @param {boolean} [options.ownParser] whether the framework reads the body, and answers in its own
 * words for one that is too large or is not JSON
 */
export function testInput(subject, { otherType = 415, ownParser = false } = {}) {
  const { test = runner.test, emulator, startApp } = subject;
  const costsNothing = async (work) => {
    const before = emulator.messages().length;
    const app = await startApp();
    await work(app);
    assert.equal(emulator.messages().length, before);
    assert.deepEqual(app.errors(), []);
  };
  const check = (answer, status, error) => {
    assert.equal(answer.status, status);
    if (ownParser && error === 'invalid_input') return;
    assert.equal(answer.json.error, error);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  };

  for (const [path, body, status, error] of BODIES) {
    test(`${path} refuses ${JSON.stringify(body).slice(0, 60)}`, () =>
      costsNothing(async (app) => check(await app.post(path, body), status, error)));
  }

  test('a form of another site cannot send an SMS', () =>
    costsNothing(async (app) => {
      // A browser sends these types without a CORS preflight.
      for (const [type, body] of [
        ['text/plain', JSON.stringify({ phone })],
        ['application/x-www-form-urlencoded', new URLSearchParams({ phone }).toString()],
      ]) {
        const { status } = await app.post('/login/send', body, {
          headers: { 'content-type': type },
        });
        assert.equal(status, otherType, type);
      }
    }));

  test('a page of another site cannot send an SMS', () =>
    costsNothing(async (app) => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        const answer = await app.post('/login/send', { phone }, { headers });
        check(answer, 403, 'origin_refused');
      }
    }));

  test('a body ends at 4 KiB, announced or not', () =>
    costsNothing(async (app) => {
      const large = { token: 'x'.repeat(5_000) };
      const chunks = new Blob([JSON.stringify(large)]).stream();
      for (const init of [{}, { body: chunks, duplex: 'half' }])
        check(await app.post('/login/proof', large, init), 413, 'invalid_input');
    }));
}
