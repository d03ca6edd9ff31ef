import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { assertError, clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import { json, Server } from './support/server.mjs';

const CANARY = 'c4nary-in-the-w0rng-place';
const TEXT = 'a non-empty string';
const COUNT = 'a whole number from 1 to 2147483647';
const TIMEOUT = 'a number of milliseconds above 0, up to 2147483647';
const RETRIES = 'a whole number from 0 to 10';
const BOOLEAN = 'true or false';
const SIGNAL = 'an AbortSignal';
const HEADER = 'a non-empty string of visible ASCII characters, without spaces or line breaks';

/** Everything that is no text. */
const NOT_TEXT = [
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
/** Everything that is no text and yet not absent. */
const NOT_TEXT_OR_ABSENT = NOT_TEXT.slice(2);
const NOT_AN_OBJECT = [
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
const NOT_A_COUNT = [
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
const NOT_A_TIMEOUT = [
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
const NOT_RETRIES = [-1, 11, 0.5, NaN, Infinity, '1', CANARY, true, [], {}, 1n];
const NOT_A_BOOLEAN = [0, 1, '', 'false', CANARY, [], {}];
const NOT_A_SIGNAL = [
  CANARY,
  1,
  true,
  {},
  [],
  { aborted: false },
  new AbortController(),
  new EventTarget(),
];

function assertRefused(error, field, expected) {
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

function constructionError(options) {
  try {
    new BaxCloudVerifyClient(options);
  } catch (error) {
    return error;
  }
  assert.fail(`${typeof options} was accepted`);
}

const VALID = { projectId: 'proj_1', apiKey: 'bax_sk_1' };

describe('options of the constructor', () => {
  const table = [
    ['projectId', TEXT, NOT_TEXT],
    ['apiKey', TEXT, NOT_TEXT],
    ['baseUrl', TEXT, NOT_TEXT_OR_ABSENT],
    ['timeout', TIMEOUT, NOT_A_TIMEOUT],
    ['maxRetries', RETRIES, NOT_RETRIES],
    ['debug', BOOLEAN, NOT_A_BOOLEAN],
  ];
  for (const [field, expected, values] of table) {
    test(field, () => {
      for (const value of values) {
        assertRefused(constructionError({ ...VALID, [field]: value }), field, expected);
      }
    });
  }

  test('are an object', () => {
    for (const value of NOT_AN_OBJECT) {
      assertRefused(constructionError(value), 'options', 'an object like { projectId, apiKey }');
    }
  });

  test('that are missing name the documented variable', () => {
    assert.equal(
      constructionError({ apiKey: 'k' }).message,
      'projectId must be a non-empty string; got undefined. ' +
        'If it comes from the environment variable BAXCLOUD_PROJECT_ID, check that it is set.',
    );
    assert.equal(
      constructionError({ projectId: 'p', apiKey: '' }).message,
      'apiKey must be a non-empty string; got an empty string. ' +
        'If it comes from the environment variable BAXCLOUD_API_KEY, check that it is set.',
    );
  });

  test('that a header cannot carry', () => {
    for (const bad of [
      `${CANARY}\n`,
      `${CANARY}\r\nX-Evil: 1`,
      ` ${CANARY}`,
      `${CANARY}\u00fc`,
      `${CANARY}\0`,
      `${CANARY}\u2028`,
      ' ',
    ]) {
      for (const field of ['projectId', 'apiKey']) {
        assertRefused(constructionError({ ...VALID, [field]: bad }), field, HEADER);
      }
    }
  });

  test('may be absent, but for two', () => {
    const nulls = { baseUrl: null, timeout: null, maxRetries: null, debug: null };
    for (const options of [VALID, { ...VALID, ...nulls }]) {
      assert.deepEqual(new BaxCloudVerifyClient(options).toJSON(), {
        projectId: 'proj_1',
        baseUrl: 'https://api.baxcloud.tech/v1',
        timeout: 30_000,
        maxRetries: 2,
        debug: false,
      });
    }
  });

  test('at their limits are accepted', () => {
    for (const [options, shown] of [
      [{ timeout: 2 ** 31 - 1 }, { timeout: 2 ** 31 - 1 }],
      [{ timeout: 0.1 }, { timeout: 1 }],
      [{ timeout: 99.5 }, { timeout: 100 }],
      [{ maxRetries: 0 }, { maxRetries: 0 }],
      [{ maxRetries: 10 }, { maxRetries: 10 }],
      [{ debug: true }, { debug: true }],
    ]) {
      const [[name, value]] = Object.entries(shown);
      assert.equal(new BaxCloudVerifyClient({ ...VALID, ...options }).toJSON()[name], value);
    }
  });

  test('a class needs new', () => {
    assert.throws(() => BaxCloudVerifyClient(VALID), TypeError);
  });
});

describe('the base URL', () => {
  const PLAIN =
    'an https URL: http is only for localhost, private addresses and names without a public suffix ' +
    '(emulator, *.local, *.internal), because the API key must not travel in plain text';
  const SHAPE =
    'an absolute http(s) URL such as https://api.baxcloud.tech/v1, without credentials, query or fragment';
  const urlError = (baseUrl) => constructionError({ ...VALID, baseUrl });

  test('must not be http on a public host', () => {
    for (const url of [
      'http://api.baxcloud.tech/v1',
      'http://1.1.1.1',
      'http://0x01010101',
      'http://[2606:4700::1]/',
      'http://localhost.example.com',
      `http://${CANARY}.com`,
    ]) {
      assertRefused(urlError(url), 'baseUrl', PLAIN);
    }
  });

  test('may be http on a local one', () => {
    for (const url of [
      'http://localhost:4229/v1',
      'http://127.0.0.1',
      'http://[::1]:8080/v1',
      'http://10.0.0.1/v1',
      'http://192.168.1.1/v1',
      'http://emulator:4229/v1',
      'http://mail.internal/v1',
    ]) {
      const client = new BaxCloudVerifyClient({ ...VALID, baseUrl: url });
      assert.equal(client.toJSON().baseUrl, url);
    }
  });

  test('must be an absolute URL without extras', () => {
    for (const url of [
      CANARY,
      `/${CANARY}`,
      'api.baxcloud.tech/v1',
      `ftp://${CANARY}`,
      'file:///v1',
      'https://',
      `https://user:${CANARY}@api.baxcloud.tech`,
      `https://${CANARY}@localhost`,
      `https://a.tech/?key=${CANARY}`,
      `https://a.tech/#${CANARY}`,
      ' ',
    ]) {
      assertRefused(urlError(url), 'baseUrl', SHAPE);
    }
  });

  test('comes from the option, then from BAXCLOUD_BASE_URL, then from the service', (t) => {
    const before = process.env.BAXCLOUD_BASE_URL;
    t.after(() => {
      if (before === undefined) delete process.env.BAXCLOUD_BASE_URL;
      else process.env.BAXCLOUD_BASE_URL = before;
    });
    const used = (options) => new BaxCloudVerifyClient({ ...VALID, ...options }).toJSON().baseUrl;
    process.env.BAXCLOUD_BASE_URL = 'http://emulator:4229/v1/';
    assert.equal(used(), 'http://emulator:4229/v1');
    assert.equal(used({ baseUrl: undefined }), 'http://emulator:4229/v1');
    assert.equal(used({ baseUrl: 'http://localhost:1' }), 'http://localhost:1');
    process.env.BAXCLOUD_BASE_URL = `http://${CANARY}.com`;
    assertRefused(constructionError(VALID), 'baseUrl', PLAIN);
    process.env.BAXCLOUD_BASE_URL = '';
    assert.equal(used(), 'https://api.baxcloud.tech/v1');
    delete process.env.BAXCLOUD_BASE_URL;
    assert.equal(used(), 'https://api.baxcloud.tech/v1');
  });
});

describe('arguments of the methods', () => {
  const table = {
    sendOtp: {
      shape: ['request', 'an object like { phone, purpose }', NOT_AN_OBJECT],
      phone: [TEXT, NOT_TEXT],
      purpose: [TEXT, NOT_TEXT_OR_ABSENT],
    },
    verifyOtp: {
      shape: ['request', 'an object like { phone, code }', NOT_AN_OBJECT],
      phone: [TEXT, NOT_TEXT],
      code: [TEXT, NOT_TEXT],
    },
    validateVerificationToken: {
      shape: ['request', 'an object like { token }', NOT_AN_OBJECT],
      token: [TEXT, NOT_TEXT],
      consume: [BOOLEAN, NOT_A_BOOLEAN],
    },
    getStats: {
      shape: ['query', 'an object like { days }', NOT_AN_OBJECT.slice(1)],
      days: [COUNT, NOT_A_COUNT],
    },
    listLogs: {
      shape: ['query', 'an object like { phone, status, page, limit }', NOT_AN_OBJECT.slice(1)],
      phone: [TEXT, NOT_TEXT_OR_ABSENT],
      status: [TEXT, NOT_TEXT_OR_ABSENT],
      page: [COUNT, NOT_A_COUNT],
      limit: [COUNT, NOT_A_COUNT],
    },
  };

  for (const { name, request } of METHODS) {
    test(name, async (t) => {
      const server = await Server.start(t);
      const client = clientOf(server);
      const { shape, ...fields } = table[name];
      const [argument, expectation, values] = shape;
      for (const value of values) {
        assertRefused(await rejection(client[name](value)), argument, expectation);
      }
      for (const [field, [expected, wrong]] of Object.entries(fields)) {
        for (const value of wrong) {
          const error = await rejection(client[name]({ ...request, [field]: value }));
          assertRefused(error, field, expected);
        }
      }
      const options = [
        ['timeout', TIMEOUT, NOT_A_TIMEOUT],
        ['maxRetries', RETRIES, NOT_RETRIES],
        ['signal', SIGNAL, NOT_A_SIGNAL],
      ];
      for (const [field, expected, wrong] of options) {
        for (const value of wrong) {
          const error = await rejection(client[name](request, { [field]: value }));
          assertRefused(error, field, expected);
        }
      }
      for (const value of NOT_AN_OBJECT.slice(1)) {
        const error = await rejection(client[name](request, value));
        assertRefused(error, 'options', 'an object like { signal, timeout, maxRetries }');
      }
      assert.equal(server.connections, 0);
    });
  }

  test('of every method may come with empty call options', async (t) => {
    const server = await Server.start(t);
    const absent = { signal: undefined, timeout: null, maxRetries: undefined };
    for (const { name, request } of METHODS) {
      server.reply(json({}), json({}), json({}));
      await clientOf(server)[name](request, undefined);
      await clientOf(server)[name](request, {});
      await clientOf(server)[name](request, absent);
    }
    assert.equal(server.requests.length, 15);
  });

  test('at their limits are sent as they are', async (t) => {
    const server = await Server.start(t);
    server.reply(json({}), json({}));
    const client = clientOf(server);
    await client.getStats({ days: 2147483647 });
    assert.equal(server.last.path, '/v1/auth/sms/stats?days=2147483647');
    await client.sendOtp({ phone: ' ' });
    assert.equal(server.last.body, '{"phone":" "}');
  });

  test('are read once, before the call begins', async (t) => {
    const server = await Server.start(t);
    server.reply(json({}));
    let reads = 0;
    const request = {
      get phone() {
        return `+43${++reads}`;
      },
    };
    const call = clientOf(server).sendOtp(request);
    request.purpose = 'LATE';
    await call;
    assert.equal(server.last.body, '{"phone":"+431"}');
  });

  test('that throw when read reject the call', async (t) => {
    const server = await Server.start(t);
    const reason = new RangeError('getter');
    const request = {
      get phone() {
        throw reason;
      },
    };
    assert.equal(await rejection(clientOf(server).sendOtp(request)), reason);
    assert.equal(server.connections, 0);
  });
});

describe('externalAuthFromVerifyResult', () => {
  const { externalAuthFromVerifyResult } = BaxCloudVerifyClient;

  test('takes phone and token', () => {
    const result = { verified: true, phone: PHONE, accessToken: 'a.b.c', expiresIn: 900 };
    assert.deepEqual(externalAuthFromVerifyResult(result), { id: PHONE, token: 'a.b.c' });
  });

  test('throws at once where either is missing', () => {
    const attempt = (value) => {
      try {
        externalAuthFromVerifyResult(value);
      } catch (error) {
        return error;
      }
      assert.fail('accepted');
    };
    for (const value of NOT_TEXT) {
      assertRefused(attempt({ phone: value, accessToken: CANARY }), 'result.phone', TEXT);
      assertRefused(attempt({ phone: PHONE, accessToken: value }), 'result.accessToken', TEXT);
    }
    for (const value of NOT_AN_OBJECT) {
      const shape = 'an object like { phone, accessToken }, as verifyOtp returns it';
      assertRefused(attempt(value), 'result', shape);
    }
  });
});
