import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fake from './support/fake-client.mjs';
import { requireOfParseServer } from './support/packages.mjs';
import { startService } from './support/service.mjs';
import { newPhone } from './support/suite.mjs';

const ParseError = requireOfParseServer('parse/node').Error;
const phone = '+436641234567';
const good = { id: phone, token: 'the-token' };
const logIn = (options, authData = { ...good }) => fake.logIn(options, authData);
const { fakeClient, throwingClient } = fake;

describe('a hook', () => {
  test("that throws a Parse.Error has the app's own answer", async () => {
    class ForeignParseError extends Error {
      constructor(code, message) {
        super(message);
        this.code = code;
      }
    }
    Object.defineProperty(ForeignParseError, 'name', { value: 'ParseError' });
    for (const thrown of [
      new ParseError(142, 'Only Austrian numbers.'),
      // From another copy of the Parse SDK.
      new ForeignParseError(142, 'Only Austrian numbers.'),
    ]) {
      for (const normalizePhone of [
        () => {
          throw thrown;
        },
        () => Promise.reject(thrown),
      ]) {
        const { error } = await logIn({ client: fakeClient(phone), normalizePhone });
        assert.ok(error instanceof ParseError);
        assert.deepEqual([error.code, error.message], [142, 'Only Austrian numbers.']);
      }
    }
  });

  test('that throws another error with a code does not set the answer', async () => {
    for (const thrown of [
      Object.assign(new Error('words'), { code: 142 }),
      { code: 142, message: 'words' },
    ]) {
      const normalizePhone = () => {
        throw thrown;
      };
      const { error } = await logIn({ client: fakeClient(phone), normalizePhone });
      assert.deepEqual([error.code, error.message.includes('words')], [252, false]);
    }
  });

  test('is the only source of such answers, not a client', async () => {
    const client = throwingClient(new ParseError(142, 'words'));
    const { error } = await logIn({ client });
    assert.deepEqual([error.code, error.message.includes('words')], [252, false]);
  });

  test('ends with the deadline', async (t) => {
    const unhandled = [];
    const note = (error) => unhandled.push(error);
    process.on('unhandledRejection', note);
    t.after(() => process.off('unhandledRejection', note));
    const service = await startService(t);
    const { projectId, apiKey } = service.emulator;
    const hooks = [
      () => new Promise(() => {}),
      () => new Promise((_resolve, reject) => setTimeout(reject, 1100, new Error('late'))),
    ];
    for (const normalizePhone of hooks) {
      const proof = await service.prove(newPhone());
      service.front.next((_request, _response, forward) => setTimeout(forward, 500));
      const options = { projectId, apiKey, baseUrl: service.url, timeout: 800, normalizePhone };
      const began = performance.now();
      const { error, log } = await logIn(options, proof);
      const took = performance.now() - began;
      assert.equal(error.code, 124);
      assert.match(log, /normalizePhone did not end in time/);
      // The time of the service counts for the deadline.
      assert.ok(took > 750 && took < 1250, `${took} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.deepEqual(unhandled, []);
  });

  test('that is quick succeeds after a slow response of the service', async (t) => {
    const service = await startService(t);
    const { projectId, apiKey } = service.emulator;
    const normalizePhone = async (text) => text;
    const options = { projectId, apiKey, baseUrl: service.url, timeout: 1500, normalizePhone };
    const proof = await service.prove(newPhone());
    service.front.next((_request, _response, forward) => setTimeout(forward, 900));
    assert.deepEqual((await logIn(options, { ...proof })).saved, { save: { id: proof.id } });
  });
});

describe('a proof with an expiresAt', () => {
  const soon = () => new Date(Date.now() + 60_000).toISOString();
  test('is valid until then', async () => {
    for (const expiresAt of [
      soon(),
      soon().replace('Z', '+00:00'),
      soon().replace(/\.\d+Z/, 'Z'),
      undefined,
      null,
    ]) {
      const { saved } = await logIn({ client: fakeClient(phone, { expiresAt }) });
      assert.deepEqual(saved, { save: { id: phone } }, String(expiresAt));
    }
  });

  test('is refused after it, or if it cannot be read', async () => {
    for (const expiresAt of [
      new Date(Date.now() - 1).toISOString(),
      '2020-01-01T00:00:00.000Z',
      '2020-01-01T00:00:00+14:00',
      '9999-99-99T99:99:99Z',
      '2040-02-28',
      '2040-02-28T00:00:00',
      '2040-02-28 00:00:00Z',
      'Tue, 28 Feb 2040 00:00:00 GMT',
      `2040-02-28T00:00:00.${'0'.repeat(100_000)}`,
      '2040',
      '9999999999',
      'never',
      '',
      ' ',
      'Infinity',
      4e9,
      4e12,
      Number.POSITIVE_INFINITY,
      true,
      {},
      [soon()],
      new Date(Date.now() + 60_000),
      { toString: soon },
    ]) {
      const { error, log } = await logIn({ client: fakeClient(phone, { expiresAt }) });
      assert.equal(error?.code, 101, String(expiresAt));
      assert.match(log, /expire/);
    }
  });
});
