// No secret is in the output of the doctor, and no gap in a known sentence tells it.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { Report } from '../../lib/doctor/report.mjs';
import { Secrets } from '../../lib/doctor/secrets.mjs';
import { diagnose, doctor, KEY, READY, startService, UNKNOWN_NAME } from './support.mjs';

const SECRET = 'bAx-Secret+12/345?';
const encodeAll = (text) =>
  [...text].map((each) => `%${each.charCodeAt().toString(16).padStart(2, '0')}`).join('');
const base64 = (text, encoding = 'base64') => Buffer.from(text).toString(encoding);

describe('a secret in a value', () => {
  const found = new Secrets([SECRET, undefined, '']);
  for (const [title, value] of [
    ['as it is', SECRET],
    ['in lower case', SECRET.toLowerCase()],
    ['in upper case', SECRET.toUpperCase()],
    ['percent-encoded', encodeURIComponent(SECRET)],
    ['percent-encoded in every character', encodeAll(SECRET)],
    ['percent-encoded twice', encodeURIComponent(encodeAll(SECRET))],
    ['percent-encoded beside a sequence that is not UTF-8', `%ff${encodeAll(SECRET)}%`],
    ['in base64', base64(SECRET)],
    ['in base64 after one byte', base64(`:${SECRET}:`)],
    ['in base64 after two bytes', base64(`::${SECRET}::`)],
    ['in base64 for URLs', base64(`key ${SECRET}`, 'base64url')],
    ['in hexadecimal digits', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ]) {
    test(`is found ${title}`, () => {
      assert.equal(found.areIn(value), true);
      assert.equal(found.areIn(`https://example.test/${value}/v1`), true);
    });
  }

  test('is found in the form that a URL gives it', () => {
    for (const secret of [
      'a b<c>"d"`e`',
      'back\\slash',
      'line\nbreak',
      'percent%41%zz',
      'ümläut',
    ]) {
      const { href } = new URL(`https://example.test/${secret}/v1`);
      assert.equal(new Secrets([secret]).areIn(href), true, href);
    }
  });

  test('is assumed below many rounds of percent-encoding', () => {
    let value = encodeAll(SECRET);
    for (let round = 0; round < 5; round++) value = encodeURIComponent(value);
    assert.equal(found.areIn(value), true);
  });

  test('is not found by a part that is shorter than 5 characters', () => {
    const short = new Secrets(['abcd', '%61%62', 'x y z']);
    assert.equal(short.areIn('https://example.test/abcd/ab/x'), false);
  });

  test('is found without what was copied with it', () => {
    const copied = new Secrets([`Bearer "${SECRET}"\n`]);
    assert.equal(copied.areIn(SECRET), true);
  });

  test('is found if it belongs to another project', () => {
    const none = new Secrets([]);
    assert.equal(none.areIn('https://example.test/bax_pk_other'), true);
    assert.equal(none.areIn('https://example.test/%62AX_sk_other'), true);
    assert.equal(none.areIn('https://example.test/whsec_other'), true);
  });

  test('is not found in other values', () => {
    for (const value of [
      '',
      'api.example.test',
      'bAx-Secret',
      'ECONNREFUSED',
      '%',
      '%4',
      'bax_sk_…',
    ]) {
      assert.equal(found.areIn(value), false, value);
    }
  });

  test('is searched in no value and among no secrets without a limit', () => {
    assert.equal(found.areIn('a'.repeat(50_000)), true);
    const many = new Secrets([Array.from({ length: 1000 }, (_, at) => `word-${at}`).join(' ')]);
    assert.equal(many.areIn('word-999'), true);
  });

  test('is found before the value is cut', () => {
    const report = new Report(found);
    for (let before = 0; before <= 130; before++) {
      assert.equal(report.shown('a'.repeat(before) + SECRET), '***');
    }
    assert.equal(report.shown('a'.repeat(130)), `${'a'.repeat(120)}...`);
  });
});

describe('a key in the base URL', () => {
  for (const [title, url, more] of [
    ['where it is cut', `http://127.0.0.1:1/${'a'.repeat(85)}/${KEY}/v1`],
    ['as its host', `https://${KEY.replace('c4n', 'C4N')}.${UNKNOWN_NAME}/v1`],
    [
      'as a host that was lower-cased',
      `https://${KEY}.${UNKNOWN_NAME}/v1`,
      { BAXCLOUD_API_KEY: KEY.toUpperCase() },
    ],
    [
      'in the variable of the project',
      `http://127.0.0.1:1/${KEY}/v1`,
      { BAXCLOUD_PROJECT_ID: KEY, BAXCLOUD_API_KEY: 'proj_test' },
    ],
  ]) {
    test(`is not printed: ${title}`, async () => {
      for (const name of ['BAXCLOUD_BASE_URL', '--base-url']) {
        const isOption = name === '--base-url';
        const env = { ...READY, ...more, ...(!isOption && { [name]: url }) };
        const { checks } = await diagnose(env, isOption ? [name, url] : []);
        assert.equal(checks.find((check) => check.name === 'url').message, '***');
      }
    });
  }

  test('is not printed: percent-encoded', async () => {
    const encoded = encodeAll(KEY);
    const { stdout } = await doctor({
      ...READY,
      BAXCLOUD_BASE_URL: `http://127.0.0.1:1/${encoded}/v1`,
    });
    assert.ok(!stdout.includes(encoded.slice(-12)), stdout);
  });
});

test('the project id is not a secret', async (t) => {
  const { origin } = await startService(t);
  const url = `${origin}/${READY.BAXCLOUD_PROJECT_ID}/v1`;
  const { checks } = await diagnose({ ...READY, BAXCLOUD_BASE_URL: url });
  assert.equal(checks.find(({ name }) => name === 'url').message, url);
});

test('a password that is a normal word leaves no gap in a sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const { checks, next } = await diagnose({
    ...READY,
    BAXCLOUD_BASE_URL: 'https://api.example.test/v1',
    HTTPS_PROXY: `http://proxy:service@127.0.0.1:${port}`,
  });
  const found = checks.find(({ id }) => id === 'PROXY_UNREACHABLE');
  assert.equal(found.message, 'The proxy of HTTPS_PROXY cannot be reached (ECONNREFUSED).');
  assert.equal(next, 'Correct HTTPS_PROXY, or add the host of the service to NO_PROXY.');
  for (const { message } of checks)
    assert.ok(!message.replaceAll('(***)', '').includes('*'), message);
});
