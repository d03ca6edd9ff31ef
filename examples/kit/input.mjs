// Tests requests that the app itself refuses, so that they cost no SMS.

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { newPhone } from './login.mjs';

const phone = newPhone();
const code = '123456';

const BODIES = [
  ['/login/send', {}, 'phone'],
  ['/login/send', { phone: 4366412345678 }, 'phone'],
  ['/login/send', { phone: [phone] }, 'phone'],
  ['/login/send', { phone: '0664 12345678' }, 'phone'],
  ['/login/verify', { phone }, 'code'],
  ['/login/verify', { phone, code: 123456 }, 'code'],
  ['/login/verify', { phone, code: '12345x' }, 'code'],
  ['/login/verify', { code }, 'phone'],
  ['/login/proof', { token: 'no proof' }, 'token'],
  ['/login/proof', { token: null }, 'token'],
  ['/login/proof', { token: { length: 1 } }, 'token'],
  ['/login/send', [], undefined],
  ['/login/send', 'null', undefined],
  ['/login/send', '{"phone":"+43664', undefined],
];

/**
 * @param {import('./subject.d.ts').Subject} subject
 * @param {object} options
 * @param {number} [options.otherType] the status for a body that is no JSON by its type
 * @param {(answer: object, field?: string) => void} [options.check] of an answer with status 400
 */
export function testInput(subject, { otherType = 400, check = checkInvalidInput } = {}) {
  const { test = runner.test, emulator, startApp } = subject;
  const costsNothing = async (work) => {
    const before = emulator.messages().length;
    const app = await startApp();
    await work(app);
    assert.equal(emulator.messages().length, before);
    assert.deepEqual(app.errors(), []);
  };

  for (const [path, body, field] of BODIES) {
    test(`${path} refuses ${JSON.stringify(body)}`, () =>
      costsNothing(async (app) => {
        const answer = await app.post(path, body);
        assert.equal(answer.status, 400);
        check(answer, field);
      }));
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

  test('a body ends at 8 KB, announced or not', () =>
    costsNothing(async (app) => {
      const large = { token: 'x'.repeat(9_000) };
      const chunks = new Blob([JSON.stringify(large)]).stream();
      for (const init of [{}, { body: chunks, duplex: 'half' }]) {
        const { status, json } = await app.post('/login/proof', large, init);
        assert.equal(status, 413);
        check({ json }, undefined);
      }
    }));
}

function checkInvalidInput({ json }, field) {
  assert.deepEqual([json.error, json.field], ['invalid_input', field]);
  assert.match(json.message, field ? new RegExp(`^${field} must be `) : /JSON object/);
}
