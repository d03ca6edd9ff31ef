import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fake from './support/fake-client.mjs';
import { newPhone } from './support/suite.mjs';

const phone = '+436641234567';
const good = { id: phone, token: 'the-token' };
const logIn = (options, authData = { ...good }) => fake.logIn(options, authData);
const { fakeClient, saying, throwingClient } = fake;

describe('a service that repeats the phone in its error', () => {
  const spellings = [
    '+436641234567',
    '436641234567',
    '00436641234567',
    '0664 1234567',
    '(0664) 123-45-67',
    '+43 664 1234567',
    '+43-664-123-4567',
    '+43 (0) 664 / 123 45 67',
    '+43.664.123.45.67',
    '%2B436641234567',
    '%2B43%20664%20123%2045%2067',
    '4 3 6 6 4 1 2 3 4 5 6 7',
    '+43\u00a0664\u202f123\u20114567',
    '+43 \t\n 6641234567',
    'tel:+43-664-1234567;ext=1',
    '664&nbsp;1234567',
    '"phone":"436641234567"',
    'x436641234567x',
    '12436641234567 twice 436641234567',
  ];
  for (const spelling of spellings) {
    test(`keeps it out of the log: ${JSON.stringify(spelling)}`, async () => {
      const details = {
        phone: spelling,
        [spelling]: 1,
        number: 436641234567,
        deep: [{ list: [spelling] }],
        helpUrl: `https://dashboard.example/${spelling}?x=402`,
      };
      const message = `No credits for ${spelling}, 402 at 2026-11-25T10:00:00Z`;
      const { error, log } = await logIn({ client: throwingClient(saying(message, details)) });
      assert.equal(error.code, 252);
      const digits = log.replace(/[^0-9]+/g, '');
      assert.ok(!digits.includes('1234567'), log);
      assert.match(log, /\[redacted\]/);
      // The information for the owner is still there.
      assert.match(log, /BAXVERIFY_INSUFFICIENT_CREDITS/);
      assert.match(log, /402 at 2026-11-25T10:00:00Z/);
      assert.match(log, /dashboard\.example/);
    });
  }

  test('keeps an id of another form and the token out as well', async () => {
    const id = 'user:Ann@example.org';
    const client = throwingClient(saying(`${id} with the-token failed`, { [id]: id }));
    const { log } = await logIn(
      { client, normalizePhone: (text) => text },
      { id, token: 'the-token' },
    );
    assert.ok(!log.includes('Ann@') && !log.includes('the-token'), log);
  });

  test('stays in the log, even if a client sends words to hide it', async () => {
    for (const token of ['BAXVERIFY_INSUFFICIENT_CREDITS', 'code', 'message', 'BaxVerifyError']) {
      const client = throwingClient(saying(`No credits: ${token}`));
      const { log } = await logIn({ client, normalizePhone: String }, { id: 'name', token });
      assert.match(log, /code: 'BAXVERIFY_INSUFFICIENT_CREDITS'/);
      assert.match(log, /name: 'BaxVerifyError'/);
      assert.match(log, /message: '/);
    }
    const token = 'the proof belongs to another phone number';
    const { log } = await logIn({ client: fakeClient(newPhone()) }, { id: phone, token });
    assert.ok(log.includes(token));
  });

  test('does not change other numbers', async () => {
    const message = 'Limit 1234 of 4567, project 66412, request 98765432109876, 2026-11-25';
    const { log } = await logIn({ client: throwingClient(saying(message)) });
    assert.ok(log.includes(message), log);
  });

  test('is masked in linear time', async () => {
    for (const part of ['436641234 ', '+43%20664%', '664        ', '1', '4%43%66%64%12%34%5']) {
      const message = part.repeat(1_000_000 / part.length);
      const client = throwingClient(saying(message));
      const began = performance.now();
      await logIn({ client });
      const took = performance.now() - began;
      assert.ok(took < 3000, `${part}: ${took} ms`);
    }
  });
});
