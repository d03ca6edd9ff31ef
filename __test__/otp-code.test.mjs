// Codes as people type them. What cannot be a code uses up no attempt.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clientOf, PHONE, rejection } from './support/client.mjs';
import { assertRefused } from './support/refused.mjs';
import { json, Server } from './support/server.mjs';

const CODE = 'a code of 4 to 10 digits';

describe('a code', () => {
  for (const [typed, sent] of [
    ['012345', '012345'],
    ['1234', '1234'],
    ['1234567890', '1234567890'],
    ['123 456', '123456'],
    [' 123456\n', '123456'],
    ['123-456', '123456'],
    ['123\u2013456', '123456'],
    ['1 2 3 4 5 6', '123456'],
    ['\u200e123456\u202c', '123456'],
    ['\ufeff123456', '123456'],
    ['123\u00a0456', '123456'],
    ['１２３４５６', '123456'],
    ['٠١٢٣٤٥', '012345'],
    ['۶۷۸۹۰۱', '678901'],
    ['०१२३४५', '012345'],
    ['৪৫৬৭৮৯', '456789'],
  ]) {
    test(`typed as ${JSON.stringify(typed)} is sent as ${sent}`, async (t) => {
      const server = await Server.start(t);
      server.reply(json({ verified: true }));
      await clientOf(server).verifyOtp({ phone: PHONE, code: typed });
      assert.deepEqual(JSON.parse(server.last.body), { phone: PHONE, code: sent });
    });
  }

  test('that cannot be one is not sent, and not shown', async (t) => {
    const server = await Server.start(t);
    for (const typed of [
      '123',
      '12345678901',
      '12a456',
      '123.456',
      '+123456',
      '1e5000',
      '²34567',
      '123456\0',
      '-',
      ' ',
      '{"code":1}',
    ]) {
      const error = await rejection(clientOf(server).verifyOtp({ phone: PHONE, code: typed }));
      assertRefused(error, 'code', CODE);
      assert.equal(error.message, `code must be ${CODE}; got a string that cannot be one.`);
    }
    assert.equal(server.connections, 0);
  });

  test('as a number is refused with the reason', async (t) => {
    const server = await Server.start(t);
    const error = await rejection(clientOf(server).verifyOtp({ phone: PHONE, code: 123456 }));
    assert.match(error.message, /; got a number\. A number loses leading zeros\.$/);
    assert.ok(!error.stack.includes('123456'));
    assert.equal(server.connections, 0);
  });
});

describe('a number out of its range', () => {
  for (const [query, end] of [
    [{ days: 0 }, 'got 0.'],
    [{ days: -1 }, 'got -1.'],
    [{ days: 1.5 }, 'got 1.5.'],
    [{ days: Infinity }, 'got Infinity.'],
    [{ days: NaN }, 'got NaN.'],
    // It could be a phone number.
    [{ days: 4366412345678 }, 'got a number that is too large.'],
  ]) {
    test(`is shown, unless it is large: ${query.days}`, async (t) => {
      const server = await Server.start(t);
      const error = await rejection(clientOf(server).getStats(query));
      assert.ok(error.message.endsWith(end), error.message);
    });
  }
});
