import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import {
  assertRefused,
  BOOLEAN,
  CANARY,
  HEADER,
  LIMITS,
  NOT_A_BOOLEAN,
  NOT_A_TIMEOUT,
  NOT_AN_OBJECT,
  NOT_RETRIES,
  NOT_TEXT,
  NOT_TEXT_OR_ABSENT,
  RETRIES,
  TIMEOUT,
  tooLong,
  upTo,
} from './support/refused.mjs';

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
    ['projectId', upTo(LIMITS.projectId), NOT_TEXT],
    ['apiKey', upTo(LIMITS.apiKey), NOT_TEXT],
    ['baseUrl', upTo(LIMITS.baseUrl), NOT_TEXT_OR_ABSENT],
    ['timeout', TIMEOUT, NOT_A_TIMEOUT],
    ['maxRetries', RETRIES, NOT_RETRIES],
    ['debug', BOOLEAN, NOT_A_BOOLEAN],
  ];
  for (const [field, expected, values] of table) {
    test(field, () => {
      for (const value of values) {
        assertRefused(constructionError({ ...VALID, [field]: value }), field, expected);
      }
      for (const [value, length] of field in LIMITS ? tooLong(LIMITS[field]) : []) {
        const error = constructionError({ ...VALID, [field]: value });
        assertRefused(error, field, expected);
        assert.match(error.message, new RegExp(`; got a string of ${length} characters\\.$`));
      }
    });
  }

  test('must be an object', () => {
    for (const value of NOT_AN_OBJECT.slice(1)) {
      assertRefused(constructionError(value), 'options', 'an object like { projectId, apiKey }');
    }
  });

  test('that are missing name the documented variable', () => {
    assert.equal(
      constructionError({ apiKey: 'k' }).message,
      'projectId must be a non-empty string of at most 256 characters; got undefined. ' +
        'Pass it, or set the environment variable BAXCLOUD_PROJECT_ID.',
    );
    assert.equal(
      constructionError({ projectId: 'p', apiKey: '' }).message,
      'apiKey must be a non-empty string of at most 512 characters; got an empty string. ' +
        'Pass it, or set the environment variable BAXCLOUD_API_KEY.',
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

  test('may be absent, except for two', () => {
    const nulls = { baseUrl: null, timeout: null, maxRetries: null, debug: null };
    for (const options of [VALID, { ...VALID, ...nulls }]) {
      assert.deepEqual(new BaxCloudVerifyClient(options).toJSON(), {
        projectId: 'proj_1',
        isClientKey: false,
        baseUrl: 'https://api.baxcloud.tech/v1',
        timeout: 30_000,
        maxRetries: 2,
        debug: false,
      });
    }
  });

  test('at their limits are accepted', () => {
    const longestUrl = 'http://localhost/'.padEnd(LIMITS.baseUrl, 'v');
    for (const [options, shown] of [
      [{ timeout: 2 ** 31 - 1 }, { timeout: 2 ** 31 - 1 }],
      [{ timeout: 0.1 }, { timeout: 1 }],
      [{ timeout: 99.5 }, { timeout: 100 }],
      [{ maxRetries: 0 }, { maxRetries: 0 }],
      [{ maxRetries: 10 }, { maxRetries: 10 }],
      [{ debug: true }, { debug: true }],
      [{ projectId: 'p'.repeat(256) }, { projectId: 'p'.repeat(256) }],
      [{ apiKey: 'k'.repeat(512) }, { projectId: 'proj_1' }],
      [{ apiKey: 'bax_pk_1' }, { isClientKey: true }],
      [{ baseUrl: longestUrl }, { baseUrl: longestUrl }],
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
    '(emulator, *.local, *.internal), because the API key must not be sent in plain text';
  const SHAPE =
    'an absolute http(s) URL such as https://api.baxcloud.tech/v1, without credentials, query or fragment';
  const urlError = (baseUrl) => constructionError({ ...VALID, baseUrl });

  test('must not be http for a public host', () => {
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

  test('may be http for a local host', () => {
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
    process.env.BAXCLOUD_BASE_URL = `http://localhost/${CANARY.repeat(2048)}`;
    assertRefused(constructionError(VALID), 'baseUrl', upTo(LIMITS.baseUrl));
    process.env.BAXCLOUD_BASE_URL = '';
    assert.equal(used(), 'https://api.baxcloud.tech/v1');
    delete process.env.BAXCLOUD_BASE_URL;
    assert.equal(used(), 'https://api.baxcloud.tech/v1');
  });
});

test('an error says what kind of value it got', () => {
  for (const [value, kind] of [
    [undefined, 'undefined'],
    [null, 'null'],
    ['', 'an empty string'],
    [[CANARY], 'an array'],
    [NaN, 'NaN'],
    [7, 'a number'],
    [7n, 'a bigint'],
    [true, 'a boolean'],
    [{ CANARY }, 'an object'],
    [Symbol(CANARY), 'a symbol'],
    [() => CANARY, 'a function'],
  ]) {
    const { message } = constructionError({ ...VALID, projectId: value });
    assert.ok(message.startsWith(`projectId must be ${upTo(256)}; got ${kind}.`), message);
  }
});
