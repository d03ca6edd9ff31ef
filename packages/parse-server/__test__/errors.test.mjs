import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fakeClient, notingLog, throwingClient } from './support/fake-client.mjs';
import { requireOfParseServer, requireThere } from './support/packages.mjs';
import { newPhone } from './support/suite.mjs';

const { createBaxVerifyAdapter } = requireThere('@baxcloud/parse-server-baxverify');
const { BaxVerifyError } = requireThere('@baxcloud/baxverify');
const ParseError = requireOfParseServer('parse/node').Error;
const phone = '+436641234567';

/** What a login ends with, and what was logged. */
async function logIn(options, authData = { id: phone, token: 'the-token' }) {
  const { lines, request } = notingLog();
  const adapter = createBaxVerifyAdapter(options);
  try {
    return { saved: await adapter.validateAuthData(authData, {}, request), log: lines.join('\n') };
  } catch (error) {
    return { error, log: lines.join('\n') };
  }
}

function saying(message, details = {}) {
  return new BaxVerifyError({
    code: 'BAXVERIFY_INSUFFICIENT_CREDITS',
    message,
    details,
    statusCode: 400,
    outcome: 'rejected',
  });
}

describe('a service that names the phone in its error', () => {
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
      // What the owner needs is still there.
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

  test('is told from words that a client sends to hide it', async () => {
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

  test('leaves other numbers alone', async () => {
    const message = 'Limit 1234 of 4567, project 66412, request 98765432109876, 2026-11-25';
    const { log } = await logIn({ client: throwingClient(saying(message)) });
    assert.ok(log.includes(message), log);
  });

  test('is masked in time that grows with the text alone', async () => {
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

/** Objects whose every property throws, and worse. */
function unreadable() {
  const boom = () => {
    throw new Error(`unsafe ${phone}`);
  };
  const withThrowing = (error, ...names) => {
    // Node makes it of the other properties when it is first read.
    assert.ok(error.stack);
    for (const name of names) Object.defineProperty(error, name, { get: boom });
    return error;
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const revokedFunction = Proxy.revocable(() => {}, {});
  revokedFunction.revoke();
  return {
    stack: withThrowing(new Error('x'), 'stack'),
    message: withThrowing(new Error('x'), 'message'),
    code: withThrowing(new Error('x'), 'code'),
    name: withThrowing(new Error('x'), 'name'),
    constructor: withThrowing(new Error('x'), 'constructor'),
    statusCode: withThrowing(new Error('x'), 'statusCode', 'outcome'),
    'stack and code of the SDK': withThrowing(saying('x'), 'stack', 'code'),
    'message of the SDK': withThrowing(saying('x'), 'message'),
    'toJSON of the SDK': withThrowing(saying('x'), 'toJSON'),
    'everything of the SDK': withThrowing(
      saying('x'),
      'toJSON',
      'message',
      'code',
      'stack',
      'name',
    ),
    'a stack that is no text': Object.assign(new Error('x'), { stack: { toString: boom } }),
    'a name that is no text': Object.assign(new Error('x'), { name: Symbol('x') }),
    'a proxy': new Proxy(new Error('x'), { get: boom, has: boom, getPrototypeOf: boom }),
    'a revoked proxy': revoked.proxy,
    'a revoked function': revokedFunction.proxy,
    'no error': undefined,
    null: null,
    text: `text ${phone}`,
    number: 436641234567,
    symbol: Symbol(phone),
    bigint: 1n,
    function: boom,
    'no prototype': Object.create(null),
    'a details that throws': withThrowing(
      Object.assign(new Error('x'), { code: 'BAXVERIFY_INVALID_ARGUMENT' }),
      'details',
    ),
    'frames that are none': Object.assign(new Error('x'), { stack: `x\n    at ${phone}\n at x` }),
    'a code that is no text': Object.assign(new Error('x'), { code: { toString: boom } }),
  };
}

describe('an error that cannot be read', () => {
  for (const [name, error] of Object.entries(unreadable())) {
    for (const [where, options] of Object.entries({
      client: { client: throwingClient(error) },
      hook: {
        client: fakeClient(phone),
        normalizePhone: () => {
          throw error;
        },
      },
    })) {
      test(`does not escape: ${name}, from the ${where}`, async () => {
        const answer = await logIn(options);
        assert.ok(answer.error instanceof ParseError, String(answer.saved));
        assert.equal(answer.error.code, 252);
        assert.doesNotMatch(answer.error.message, /unsafe|\d{4}/);
        assert.ok(!/1234567|unsafe/.test(answer.log), answer.log);
        assert.notEqual(answer.log, '');
      });
    }
  }

  test('and neither does a proof that cannot be read, or a log that cannot be written', async () => {
    const boom = () => {
      throw new Error(`unsafe ${phone}`);
    };
    const client = fakeClient(phone);
    for (const proof of [
      new Proxy({}, { get: boom, getOwnPropertyDescriptor: boom, has: boom }),
      Object.defineProperty({}, 'valid', { get: boom, enumerable: true }),
      Object.create({ valid: true, phone, projectId: 'proj' }),
      undefined,
      null,
      [],
    ]) {
      client.validateVerificationToken = async () => proof;
      const { error } = await logIn({ client });
      assert.ok(error instanceof ParseError);
      assert.ok([101, 252].includes(error.code));
      assert.ok(!error.message.includes('unsafe'));
    }
    const adapter = createBaxVerifyAdapter({ client: throwingClient(new Error('x')) });
    const request = { log: { error: boom, warn: boom } };
    const login = adapter.validateAuthData({ id: phone, token: 't' }, {}, request);
    await assert.rejects(login, { code: 252 });
  });

  test('authData that cannot be read is refused', async () => {
    const client = fakeClient(phone);
    const boom = () => {
      throw new Error(`unsafe ${phone}`);
    };
    for (const authData of [
      new Proxy({}, { get: boom, getOwnPropertyDescriptor: boom }),
      Object.defineProperty({ token: 't' }, 'id', { get: boom }),
      Object.defineProperty({ id: phone }, 'token', { get: boom }),
    ]) {
      const { error, log } = await logIn({ client }, authData);
      assert.ok(error instanceof ParseError);
      assert.ok(!error.message.includes('unsafe') && !log.includes('unsafe'));
    }
    assert.deepEqual(client.asked, []);
  });
});

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
      // Of another copy of the Parse SDK.
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

  test('alone may answer so: a client may not', async () => {
    const client = throwingClient(new ParseError(142, 'words'));
    const { error } = await logIn({ client });
    assert.deepEqual([error.code, error.message.includes('words')], [252, false]);
  });

  test('ends with the deadline', async (t) => {
    const unhandled = [];
    const note = (error) => unhandled.push(error);
    process.on('unhandledRejection', note);
    t.after(() => process.off('unhandledRejection', note));
    const { startService } = await import('./support/service.mjs');
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
      // The service's part of the time is not given again.
      assert.ok(took > 750 && took < 1250, `${took} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.deepEqual(unhandled, []);
  });

  test('that is quick is not hurried by a service that was slow', async (t) => {
    const { startService } = await import('./support/service.mjs');
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
  test('is good until then', async () => {
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

  test('is refused after it, and where that cannot be told', async () => {
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
