// Gives the same responses and arguments to both builds. They must agree on everything.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import * as native from '@baxcloud/baxverify';
import * as fetchBuild from '@baxcloud/baxverify/fetch';
import fc from 'fast-check';
import { ROOT } from '../support/process.mjs';
import { answer, envelope, json, Server } from '../support/server.mjs';

const OPTIONS = { projectId: 'proj_test', apiKey: 'bax_pk_Canary-77', maxRetries: 0 };
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIrNDM2OTkxMTEyMjIzIn0.Zm9yIHRlc3RzIG9ubHk';
const PHONE = '+4367611223399';
const CODE = '530264';

/** The results of one call in both builds, each as a value or as the fields of its error. */
async function results(server, options, call) {
  const found = [];
  for (const { BaxCloudVerifyClient } of [native, fetchBuild]) {
    const client = new BaxCloudVerifyClient({ ...OPTIONS, baseUrl: server.url, ...options });
    const result = await call(client).then(
      (value) => ({ value }),
      (error) => ({ ...error.toJSON() }),
    );
    found.push(result);
  }
  return found;
}

async function assertSame(server, reply, options, call) {
  server.reply(reply, reply);
  const [expected, found] = await results(server, options, call);
  assert.deepEqual(found, expected);
  return found;
}

const corpus = (target) => {
  const folder = path.join(ROOT, 'crates/client/fuzz/corpus', target);
  return readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name))]);
};

describe('responses', () => {
  for (const [name, bytes] of corpus('decode')) {
    test(`of the corpus: ${name}`, async (t) => {
      const server = await Server.start(t);
      // The corpus has the status in the first two bytes. No response has one below 200.
      const status = Math.max(200, Math.min(bytes.readUInt16LE(0), 599));
      if (status === 204 || status === 304) return;
      const reply = answer(status, bytes.subarray(2));
      const options = { apiKey: 'bax_sk_canary' };
      await assertSame(server, reply, options, (client) => client.getStats());
      await assertSame(server, reply, options, (client) => client.sendOtp({ phone: PHONE }));
    });
  }

  test('with any status and any JSON', async (t) => {
    const server = await Server.start(t);
    const status = fc.constantFrom(200, 201, 301, 303, 400, 403, 404, 408, 418, 429, 500, 503, 599);
    // The two builds round the last digit of some numbers differently.
    const value = fc
      .jsonValue()
      .filter((found) => !/\de|\.\d{6}|\d{16}/.test(JSON.stringify(found)));
    const member = fc.oneof(value, fc.constantFrom(true, false, PHONE, CODE));
    const error = fc.record(
      {
        code: fc.oneof(
          fc.constantFrom('BAXVERIFY_OTP_INVALID', 'BAXVERIFY_RATE_LIMIT', 'NEW_1'),
          member,
        ),
        message: fc.oneof(fc.string({ unit: 'grapheme' }), member),
        details: fc.oneof(fc.dictionary(fc.string(), member), member),
      },
      { requiredKeys: [] },
    );
    const body = fc.record(
      {
        success: fc.oneof(fc.boolean(), member),
        data: fc.oneof(fc.dictionary(fc.string(), member), member),
        error: fc.oneof(error, member),
        path: member,
        timestamp: member,
      },
      { requiredKeys: [] },
    );
    const check = async (status, body) => {
      const reply = answer(status, JSON.stringify(body), { 'retry-after': '3' });
      await assertSame(server, reply, {}, (client) =>
        client.verifyOtp({ phone: PHONE, code: CODE }),
      );
      await assertSame(server, reply, {}, (client) => client.listLogs({ phone: PHONE }));
    };
    await fc.assert(fc.asyncProperty(status, fc.oneof(body, value), check), {
      numRuns: 300,
    });
  });

  test('with any bytes', async (t) => {
    const server = await Server.start(t);
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ':',
      ',',
      '"success"',
      'true',
      'false',
      '"data"',
      '{}',
      '"error"',
      '1',
      ' ',
      'null',
      '\ufeff',
      '"a":1',
      '"code":"NEW_1"',
      '\\u0064',
      '\\ud83d',
    );
    const body = fc.oneof(
      fc.array(fragment, { maxLength: 12 }).map((parts) => Buffer.from(parts.join(''))),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    );
    const check = async (status, body) => {
      await assertSame(server, answer(status, body), {}, (client) => client.getStats());
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(200, 400), body, check), { numRuns: 400 });
  });
});

describe('secrets in a text of the service', () => {
  /** What both builds make of a text, if it is the message of an error. */
  async function scrubbed(server, text, { key = OPTIONS.apiKey, phone = PHONE, code = CODE }) {
    const details = { [text]: [text, { deep: text }] };
    const body = envelope('SOME_CODE', text, { path: text, timestamp: text, details });
    const call = (client) => client.verifyOtp({ phone, code });
    return assertSame(server, json(body, { status: 400 }), { apiKey: key }, call);
  }

  for (const [name, bytes] of corpus('redact')) {
    test(`of the corpus: ${name}`, async (t) => {
      const server = await Server.start(t);
      const [phone, code, key, token, ...text] = bytes.toString().split('\n');
      const rest = text.join('\n');
      const isKey = /^[\x21-\x7e]+$/.test(key);
      const apiKey = isKey ? key : OPTIONS.apiKey;
      const body = envelope('SOME_CODE', rest, { path: rest, timestamp: rest, details: { rest } });
      const reply = json(body, { status: 400 });
      if (phone && code) {
        await assertSame(server, reply, { apiKey }, (client) => client.verifyOtp({ phone, code }));
      }
      if (token) {
        const call = (client) => client.validateVerificationToken({ token });
        await assertSame(server, reply, { apiKey }, call);
      }
    });
  }

  test('in any notation', async (t) => {
    const server = await Server.start(t);
    const separators = [
      ' ',
      '-',
      '.',
      '–',
      '\u00a0',
      '\u200b',
      '%20',
      '%2520',
      '\\u0020',
      '\\t',
      '&nbsp;',
      '&#8211;',
      '&amp;nbsp;',
      '</b><b>',
      ' (',
      '+',
      '',
      '',
      '',
      '\u0301',
      '\u{1d7d8}',
    ];
    const each = (text, format) => [...text].map(format).join('');
    const notations = [
      (text) => text,
      (text) => each(text, (char) => `%${char.charCodeAt(0).toString(16)}`),
      (text) => each(text, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
      (text) => each(text, (char) => `&#${char.charCodeAt(0)};`),
      (text) => Buffer.from(text).toString('base64'),
      (text) => Buffer.from(`x${text}`).toString('base64url'),
      (text) => Buffer.from(text).toString('hex'),
      (text) => encodeURIComponent(encodeURIComponent(text)),
      (text) => text.toUpperCase(),
      (text) =>
        each(text, (char) =>
          char >= '0' && char <= '9' ? String.fromCharCode(char.charCodeAt(0) + 0xfee0) : char,
        ),
      (text) =>
        each(text, (char) =>
          char >= '0' && char <= '9' ? String.fromCharCode(char.charCodeAt(0) + 0x630) : char,
        ),
    ];
    const secret = fc.constantFrom(
      PHONE,
      '0676 11223399',
      '67611223399',
      CODE,
      'K7-Q2mé',
      OPTIONS.apiKey,
      TOKEN,
    );
    const separated = fc
      .tuple(
        fc.constantFrom(PHONE, CODE),
        fc.array(fc.constantFrom(...separators), { minLength: 14, maxLength: 14 }),
      )
      .map(([text, between]) => [...text].map((char, at) => char + between[at]).join(''));
    const written = fc
      .tuple(secret, fc.constantFrom(...notations))
      .map(([text, write]) => write(text));
    const beside = fc.oneof(
      fc.constantFrom(
        ', ',
        ' ',
        '\n',
        ' 2026-11-25T17:41:47.123Z ',
        '2026-11-25 ',
        '&',
        '%',
        '\\',
        '😀',
        'é',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const text = fc.array(fc.oneof(written, separated, beside), { minLength: 1, maxLength: 6 });
    const phones = fc.constantFrom(
      PHONE,
      '+43 676 11223399 ext. 7',
      '+3545812345',
      '１２３４５６７８',
      '12345',
      'call me 12',
    );
    const codes = fc.constantFrom(CODE, 'K7-Q2mé', 'code: 530264', '00530', '!?-$', '%35%33', 'ab');
    const check = async (parts, phone, code) => {
      await scrubbed(server, parts.join(''), { phone, code });
    };
    await fc.assert(fc.asyncProperty(text, phones, codes, check), { numRuns: 500 });
  });

  test('in a number', async (t) => {
    const server = await Server.start(t);
    const details = { a: 530264, b: 4367611223399, c: 264, d: [1.5, -1, 1e21, 0] };
    const body = envelope('SOME_CODE', 'm', { details });
    for (const code of [CODE, '000264', '0000', '015']) {
      const call = (client) => client.verifyOtp({ phone: PHONE, code });
      await assertSame(server, json(body, { status: 400 }), {}, call);
    }
  });
});

describe('base URLs', () => {
  const result = ({ BaxCloudVerifyClient }, baseUrl) => {
    try {
      return new BaxCloudVerifyClient({ ...OPTIONS, baseUrl }).toJSON();
    } catch (error) {
      return error.toJSON();
    }
  };
  const same = (baseUrl) => assert.deepEqual(result(fetchBuild, baseUrl), result(native, baseUrl));

  test('of every kind', () => {
    const text = readFileSync(path.join(ROOT, 'crates/client/src/base_url.rs'), 'utf8');
    const urls = [...text.matchAll(/"((?:[a-z]+:|\/)[^"]*)"/gi)].map(([, url]) => url);
    assert.ok(urls.length > 50);
    for (const url of urls) same(url);
  });

  test('made of any parts', () => {
    const hosts = fc.oneof(
      fc.ipV4(),
      fc.ipV6().map((host) => `[${host}]`),
      fc.domain(),
      fc.constantFrom(
        'localhost',
        'a.local',
        'LOCALHOST',
        'x.test.',
        '.',
        '0x7f.1',
        '[::ffff:10.0.0.1]',
        '[::ffff:8.8.8.8]',
        '127.1',
        'ü.local',
        '%31',
        'a%C3%BCb',
        'ｌocal',
        '[fe80::1]',
        '[fec0::1]',
        '[fdff::]',
      ),
    );
    const url = fc
      .tuple(
        fc.constantFrom('http', 'https', 'HTTP', 'ftp', ''),
        fc.constantFrom('://', ':/', ':', ':\\\\', ':///'),
        fc.constantFrom('', '', '', 'u@', 'u:p@', '@'),
        hosts,
        fc.constantFrom('', '', ':80', ':443', ':4229', ':99999', ':'),
        fc.constantFrom(
          '',
          '/',
          '/v1',
          '/v1//',
          '/a b',
          '/ü',
          '/%zz',
          '?',
          '/?a',
          '#',
          '/../x',
          '\\v1',
          '/a\tb',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(fc.property(url, same), { numRuns: 3000 });
  });
});

describe('allowed hosts', () => {
  const same = (value, baseUrl) => {
    const result = ({ BaxCloudVerifyClient }) => {
      process.env.BAXVERIFY_ALLOW_HOSTS = value;
      try {
        return new BaxCloudVerifyClient({ ...OPTIONS, baseUrl }).toJSON();
      } catch (error) {
        return error.toJSON();
      } finally {
        delete process.env.BAXVERIFY_ALLOW_HOSTS;
      }
    };
    assert.deepEqual(result(fetchBuild), result(native), `${value} ${baseUrl}`);
  };

  test('of every kind', () => {
    // The value of the process is read with the first client.
    new native.BaxCloudVerifyClient(OPTIONS);
    const text = readFileSync(path.join(ROOT, 'crates/client/src/allowed_hosts.rs'), 'utf8');
    const words = [...text.matchAll(/"([^"\n]{0,40})"/g)].map(([, word]) => word);
    const values = [...new Set(words)];
    assert.ok(values.length > 60, String(values.length));
    const hosts = values.map((value) => value.replace(/^https?:\/\//, ''));
    for (const value of [...values, ...hosts]) {
      for (const host of hosts) same(value, `https://${host}`);
    }
  });

  test('made of any parts', () => {
    const part = fc.oneof(
      fc.constantFrom('local', 'LOCAL', 'localhost', 'emulator', '127.1', '::1', '[::1]', '10.7'),
      fc.constantFrom('', '.', '*', ':80', '[::1]:80', 'a.b.', 'ü', '[::ffff:127.0.0.1]', '0x7f.1'),
      fc.string({ maxLength: 6 }),
      fc.ipV4(),
      fc.ipV6(),
      fc.domain(),
    );
    const value = fc
      .array(part, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(','))
      .filter((text) => !text.includes('\0'));
    const host = fc.oneof(part, fc.constant('localhost'), fc.constant('emulator'));
    const check = (text, name) => same(text, `https://${name}/v1`);
    fc.assert(fc.property(value, host, check), { numRuns: 3000 });
  });
});
