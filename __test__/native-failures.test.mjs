import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BaxVerifyError } from '@baxcloud/baxverify';
// Tests the conversion directly, because no server can cause these failures of native code.
import { errorFrom, perform } from '../lib/call.mjs';
import { internals } from '../lib/internals.mjs';
import { assertError, rejection } from './support/client.mjs';

test('causes become a chain of errors, outermost first', () => {
  const init = { code: 'BAXVERIFY_NETWORK_ERROR', message: 'm', outcome: 'unknown', attempts: 3 };
  const error = errorFrom(JSON.stringify({ ...init, causes: ['outer', 'middle', 'inner'] }));
  assertError(error, init);
  const sentences = [];
  for (let cause = error.cause; cause; cause = cause.cause) {
    assert.equal(Object.getPrototypeOf(cause), Error.prototype);
    sentences.push(cause.message);
    // Frames of the conversion would only fill logs.
    assert.equal(cause.stack, `Error: ${cause.message}`);
    assert.equal(Object.getOwnPropertyDescriptor(cause, 'stack').enumerable, false);
  }
  assert.deepEqual(sentences, ['outer', 'middle', 'inner']);
  assert.equal('cause' in errorFrom(JSON.stringify({ ...init, causes: [] })), false);
  assert.equal('causes' in error, false);
});

test('any other error of native code is an internal error', async () => {
  const fault = new TypeError('fault');
  for (const call of [
    () => Promise.reject(fault),
    () => {
      throw fault;
    },
  ]) {
    const error = await rejection(perform(client(), { check: () => ({}), start: call }));
    assert.ok(error instanceof BaxVerifyError);
    assertError(error, {
      code: 'BAXVERIFY_INTERNAL_ERROR',
      message: 'The call ended because of a bug in @baxcloud/baxverify. Please report it.',
      outcome: 'unknown',
      retryable: false,
      attempts: 0,
      cause: fault,
    });
  }
});

test('each call has its own number', async () => {
  const numbers = [];
  const start = async (_native, _parameters, call) => {
    numbers.push(call);
    return textOf('{}');
  };
  const shared = client();
  for (let call = 0; call < 5; call++) await perform(shared, { check: () => ({}), start });
  assert.deepEqual(numbers, [1, 2, 3, 4, 5]);
});

/** What native code answers: a body, its metadata, and the length of that in two characters. */
function textOf(body) {
  const metadata = '200 1 5 - -\n';
  const length = metadata.length + 2;
  return body + metadata + String.fromCharCode(length % 128, Math.floor(length / 128));
}

/** The part of a client that `perform` needs. */
function client() {
  let last = 0;
  const defaults = { timeout: 1000, maxRetries: 0, debug: false };
  return { [internals]: { native: {}, ...defaults, nextCall: () => ++last } };
}
