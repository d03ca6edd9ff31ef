import assert from 'node:assert/strict';
import { BaxVerifyError } from '@baxcloud/baxverify';
import { assertError } from './client.mjs';

/** A secret in the wrong place. */
export const CANARY = 'c4nary-in-the-w0rng-place';
/** Texts with a limit of characters. */
export const upTo = (limit) => `a non-empty string of at most ${limit} characters`;
/** The limit of each text. */
export const LIMITS = {
  projectId: 256,
  apiKey: 512,
  baseUrl: 2048,
  phone: 64,
  code: 64,
  token: 16_384,
  purpose: 256,
  status: 256,
};
export const COUNT = 'a whole number from 1 to 2147483647';
export const TIMEOUT = 'a number of milliseconds above 0, up to 2147483647';
export const RETRIES = 'a whole number from 0 to 10';
export const BOOLEAN = 'true or false';
export const SIGNAL = 'an AbortSignal';
export const HEADER =
  'a non-empty string of visible ASCII characters, without spaces or line breaks';

/** Values that are not strings. */
export const NOT_TEXT = [
  undefined,
  null,
  '',
  0,
  7,
  NaN,
  true,
  {},
  { CANARY },
  [],
  [CANARY],
  Symbol(CANARY),
  7n,
  () => CANARY,
];
/** Values that are not strings and not absent. */
export const NOT_TEXT_OR_ABSENT = NOT_TEXT.slice(2);
export const NOT_AN_OBJECT = [
  undefined,
  null,
  '',
  CANARY,
  7,
  true,
  [],
  [CANARY],
  Symbol(CANARY),
  () => {},
];
export const NOT_A_COUNT = [
  0,
  -1,
  1.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  '7',
  CANARY,
  '',
  true,
  [],
  [7],
  {},
  7n,
];
export const NOT_A_TIMEOUT = [
  0,
  -0,
  -1,
  NaN,
  Infinity,
  2 ** 31,
  2 ** 31 - 0.5,
  '1000',
  CANARY,
  true,
  [],
  {},
  7n,
];
export const NOT_RETRIES = [-1, 11, 0.5, NaN, Infinity, '1', CANARY, true, [], {}, 1n];
export const NOT_A_BOOLEAN = [0, 1, '', 'false', CANARY, [], {}];
export const NOT_A_SIGNAL = [
  CANARY,
  1,
  true,
  {},
  [],
  { aborted: false },
  new AbortController(),
  new EventTarget(),
];

/** Texts longer than `limit`, with a canary at either end, and the length of each. */
export function tooLong(limit) {
  return [limit + 1, 50_001].map((length) => {
    const half = CANARY.padEnd(length - CANARY.length, '7');
    return [half + CANARY, length];
  });
}

export function assertRefused(error, field, expected) {
  assert.ok(error instanceof BaxVerifyError, String(error));
  assertError(error, {
    code: 'BAXVERIFY_INVALID_ARGUMENT',
    details: { field, expected },
    statusCode: undefined,
    path: undefined,
    helpUrl: undefined,
    outcome: 'not_sent',
    retryable: false,
    attempts: 0,
  });
  assert.ok(error.message.startsWith(`${field} must be ${expected}`), error.message);
  assert.ok(!error.stack.includes(CANARY), error.stack);
  assert.ok(!JSON.stringify(error).includes(CANARY));
}
