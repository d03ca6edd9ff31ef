// Properties that must hold for any input.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import fc from 'fast-check';

/** Nothing listens there, so a call with valid arguments ends with a refused connection. */
const nowhere = 'http://127.0.0.1:9/v1';
const methods = ['sendOtp', 'verifyOtp', 'validateVerificationToken', 'getStats', 'listLogs'];

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
});
const text = fc.string({ minLength: 1, unit: 'binary' });

/** Objects with the known fields. Each field is absent, valid or arbitrary. */
function shaped(fields) {
  return fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, right]) => [name, fc.oneof(right, anything)]),
    ),
    { requiredKeys: [] },
  );
}

const requests = shaped({
  phone: text,
  code: text,
  token: text,
  purpose: text,
  consume: fc.boolean(),
  days: fc.integer(),
  page: fc.integer(),
  limit: fc.integer(),
  status: text,
});

test('the constructor creates a client or names the invalid option', () => {
  const options = shaped({
    projectId: text,
    apiKey: text,
    timeout: fc.double(),
    maxRetries: fc.integer(),
    debug: fc.boolean(),
    baseUrl: fc.oneof(fc.webUrl(), text),
  });
  fc.assert(
    fc.property(fc.oneof(options, anything), (given) => {
      let client;
      try {
        client = new BaxCloudVerifyClient(given);
      } catch (error) {
        assert.ok(error instanceof BaxVerifyError, error);
        assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT');
        assert.ok(error.details.field.length > 0);
        return;
      }
      // A shorter key may be part of the shown text by chance.
      if (given.apiKey.length >= 8) {
        assert.ok(!inspect(client, { depth: Infinity }).includes(given.apiKey));
      }
    }),
    { numRuns: 500 },
  );
});

for (const method of methods) {
  test(`${method} rejects with a typed error, whatever it is given`, async () => {
    const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl: nowhere });
    await fc.assert(
      fc.asyncProperty(fc.oneof(requests, anything), async (request) => {
        const call = client[method](request, { maxRetries: 0 });
        const error = await call.then(
          () => assert.fail('resolved'),
          (reason) => reason,
        );
        assert.ok(error instanceof BaxVerifyError, error);
        assert.ok(
          ['BAXVERIFY_INVALID_ARGUMENT', 'BAXVERIFY_NETWORK_ERROR'].includes(error.code),
          error.code,
        );
        assert.equal(error.outcome, 'not_sent');
        JSON.stringify(error);
      }),
      { numRuns: 150 },
    );
  });
}

test('options of a call are used or named in an error', async () => {
  const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl: nowhere });
  const options = shaped({
    timeout: fc.double(),
    maxRetries: fc.constant(0),
    signal: fc.constant(AbortSignal.abort(new Error('aborted by the test'))),
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(options, anything), async (given) => {
      const error = await client
        .sendOtp({ phone: '+431' }, { ...Object(given), maxRetries: given?.maxRetries ?? 0 })
        .then(
          () => assert.fail('resolved'),
          (reason) => reason,
        );
      if (error.message === 'aborted by the test') return;
      assert.ok(error instanceof BaxVerifyError, error);
      assert.equal(error.outcome, 'not_sent');
    }),
    { numRuns: 150 },
  );
});

test('an error keeps all of its fields', () => {
  const init = fc.record(
    {
      code: text,
      message: fc.string(),
      statusCode: fc.integer(),
      details: fc.dictionary(fc.string(), fc.jsonValue()),
      outcome: fc.constantFrom('rejected', 'not_sent', 'unknown'),
      retryable: fc.boolean(),
      attempts: fc.nat(),
    },
    { requiredKeys: ['code', 'message'] },
  );
  fc.assert(
    fc.property(init, (given) => {
      const error = new BaxVerifyError(given);
      for (const [name, value] of Object.entries(given)) assert.deepEqual(error[name], value);
      const json = JSON.parse(JSON.stringify(error));
      assert.equal(json.name, 'BaxVerifyError');
      assert.equal(json.message, given.message);
      assert.equal(typeof json.retryable, 'boolean');
    }),
  );
});
