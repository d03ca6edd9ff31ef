// Facts that stand in several places are the same in all of them: in the README, the pages, the
// hover texts and the code. Each truth comes from what runs: the built module, or the tables that
// Rust writes. All public pages are searched, so a new sentence with an old number fails too.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import * as tables from '../lib/fetch/tables.mjs';
import { allLogsOptions, logsQuery } from '../lib/logs/arguments.mjs';
import { LARGEST_BODY, readingOptions } from '../lib/webhooks/options.mjs';
import { GLIBC_FLOOR } from '../tools/release/packaging/symbol-floor.mjs';
import { clientOf } from './support/client.mjs';
import { manifest } from './support/process.mjs';
import { creationOf, pages, read } from './support/public-pages.mjs';

/** `16,384`, `30_000` and `8 MiB` as a number. */
function number(text) {
  const [, digits, unit] = /^([\d.,_]+?) ?(MiB|KiB|s|ms)?$/.exec(text) ?? [];
  const factor = { MiB: 2 ** 20, KiB: 2 ** 10, s: 1000 }[unit] ?? 1;
  return Number(digits?.replace(/[,_]/g, '')) * factor;
}
const statuses = (text) => text.match(/\d{3}/g).map(Number);

const client = clientOf('http://127.0.0.1:1/v1', { maxRetries: undefined });
const { timeout, maxRetries } = client.toJSON();
const expectedOf = (call) => call.then(assert.fail, ({ details }) => details.expected);
const limitOf = (expected) => Number(/at most (\d+) characters/.exec(expected)[1]);
const long = 'x'.repeat(50_000);
const sendLimit = async (field) =>
  limitOf(await expectedOf(client.sendOtp({ phone: '+431', [field]: long })));
const LIMITS = {
  phone: await sendLimit('phone'),
  purpose: await sendLimit('purpose'),
  code: limitOf(await expectedOf(client.verifyOtp({ phone: '+431', code: long }))),
  token: limitOf(await expectedOf(client.validateVerificationToken({ token: long }))),
  status: limitOf(await expectedOf(client.listLogs({ status: long }))),
  projectId: limitOf(creationOf({ projectId: long })),
  apiKey: limitOf(creationOf({ apiKey: long })),
  baseUrl: limitOf(creationOf({ baseUrl: long })),
};
const [, fewestRetries, mostRetries] = /from (\d+) to (\d+)/.exec(creationOf({ maxRetries: -1 }));
const [, shortestCode, longestCode] = /of (\d+) to (\d+) digits/.exec(
  await expectedOf(client.verifyOtp({ phone: '+431', code: 'x' })),
);
const rust = (file, pattern) => pattern.exec(read(file))[1];
const reading = readingOptions({}, ['maxBodyBytes', 'bodyTimeout']);
const [, nodeFloor] = />=(\d+)$/.exec(manifest.engines.node);
const [, typescriptFloor] = /@(\d+\.\d+)\./.exec(manifest.devDependencies['typescript-4.7']);
const emulator = Object.fromEntries(
  JSON.parse(read('packages/emulator/lib/options.json')).map((option) => [option.name, option]),
);

/**
 * The first capture of `sentence` is the fact, and `as` reads it. Each of the `files` has it. Where
 * another page has it, it must be the same.
 */
const FACTS = [
  {
    name: 'the default timeout',
    truth: timeout,
    sentence:
      /(?:`timeout` is the deadline of a call in milliseconds, |the deadline of each call in milliseconds \| `|the deadline of each call in milliseconds\. It covers .{0,140} @default )([\d,]+)/gi,
    as: number,
    files: { 'README.md': 2, 'index.d.ts': 1 },
  },
  {
    name: 'the default number of retries',
    truth: maxRetries,
    sentence:
      /(?:times, (?=\d+ by default)|number of retries of a call, [\d to]+ \| `|number of retries of a call,.{0,420}? @default )(\d+)/g,
    as: Number,
    files: { 'README.md': 2, 'index.d.ts': 1 },
  },
  {
    name: 'the range of retries',
    truth: [fewestRetries, mostRetries],
    sentence: /number of retries of a call, (\d+ to \d+)/g,
    as: (text) => text.split(' to '),
    files: { 'README.md': 1, 'index.d.ts': 1 },
  },
  {
    name: 'the retried statuses',
    truth: tables.TRANSIENT,
    sentence: /(?:retries after the statuses|retried after) ((?:\d{3}(?:, | and )?){2,})/g,
    as: statuses,
    files: { 'README.md': 1, 'index.d.ts': 1 },
  },
  {
    name: 'the steps of the backoff',
    truth: [tables.BACKOFF.firstStep, tables.BACKOFF.longestStep],
    sentence: /step that grows from ([\d.]+ s to [\d.]+ s)/g,
    as: (text) => text.split(' to ').map(number),
    files: { 'README.md': 1 },
  },
  {
    name: 'the shortest wait before a retry',
    truth: tables.BACKOFF.shortestWait,
    sentence: /Both are at least (\d+ ms)/g,
    as: number,
    files: { 'README.md': 1 },
  },
  {
    name: 'the default base URL',
    truth: tables.DEFAULT_BASE_URL,
    sentence: /`BAXCLOUD_BASE_URL`, else `([^`]+)`/g,
    as: String,
    files: { 'README.md': 1, 'index.d.ts': 1 },
  },
  {
    name: 'the suffixes of local names',
    truth: rust('crates/client/src/base_url.rs', /LOCAL_SUFFIXES: .*? = \[(.*?)\]/)
      .match(/[\w.]+/g)
      .map((suffix) => (suffix === 'localhost' ? suffix : `*.${suffix}`))
      .sort(),
    sentence: /names without a public suffix:? \(?(`localhost`(?:, `[^`]+`)+)/g,
    as: (text) =>
      text
        .match(/[\w*.]+/g)
        .filter((name) => name !== 'emulator')
        .sort(),
    files: { 'README.md': 1, 'index.d.ts': 1 },
  },
  {
    name: 'the requests in flight per origin',
    truth: Number(rust('crates/client/src/http/transport.rs', /MAX_IN_FLIGHT: usize = (\d+)/)),
    sentence: /(\d+) (?:requests (?:per origin|in flight per origin)|in flight per origin)/g,
    as: number,
    files: { 'README.md': 1, 'CHANGELOG.md': 1, 'docs/architecture.md': 1 },
  },
  {
    name: 'the largest response',
    truth: tables.LIMITS.body,
    sentence: /`read_body`\) reads at most ([\d]+ MiB)/g,
    as: number,
    files: { 'docs/architecture.md': 1 },
  },
  {
    name: 'the length of a phone number and of a code',
    truth: [LIMITS.phone, LIMITS.code],
    sentence: /`phone` and `code`(?: may have up to)? (\d+) characters/g,
    as: (text) => [number(text), number(text)],
    files: { 'README.md': 1, 'CHANGELOG.md': 1 },
  },
  {
    name: 'the length of a phone number, in hover texts',
    truth: LIMITS.phone,
    sentence:
      /(?:messages to this number|received the code|such as `\+4366412345678`)\. Up to (\d+) char/g,
    as: number,
    files: { 'index.d.ts': 4 },
  },
  {
    name: 'the length of a code, in hover texts',
    truth: LIMITS.code,
    sentence: /digits are converted\. Up to (\d+) characters/g,
    as: number,
    files: { 'index.d.ts': 1 },
  },
  {
    name: 'the length of a token',
    truth: LIMITS.token,
    sentence: /(?:`token`(?: up to)? |VerifyOtpResult\}\. Up to )([\d,]*\d)/g,
    as: number,
    files: { 'README.md': 1, 'CHANGELOG.md': 1, 'index.d.ts': 1 },
  },
  {
    name: 'the length of a purpose and of a status',
    truth: [LIMITS.purpose, LIMITS.status],
    sentence: /`purpose` and `status` (?:up to )?(\d+)/g,
    as: (text) => [number(text), number(text)],
    files: { 'README.md': 1, 'CHANGELOG.md': 1 },
  },
  {
    name: 'the length of a purpose and of a status, in hover texts',
    truth: [LIMITS.purpose, LIMITS.status],
    sentence: /(?:accepts others|in this state)\. Up to (\d+) characters/g,
    as: (text) => [number(text), number(text)],
    files: { 'index.d.ts': 3 },
  },
  {
    name: 'the length of a project id',
    truth: [LIMITS.projectId, tables.LIMITS.projectId],
    sentence:
      /(?:from the dashboard\. Up to|projectId must be a non-empty string of at most) (\d+)/g,
    as: (text) => [number(text), number(text)],
    files: { 'index.d.ts': 1, 'docs/troubleshooting.md': 1 },
  },
  {
    name: 'the length of a key',
    truth: [LIMITS.apiKey, tables.LIMITS.apiKey],
    sentence: /can only send and verify\. Up to (\d+) visible/g,
    as: (text) => [number(text), number(text)],
    files: { 'index.d.ts': 1 },
  },
  {
    name: 'the length of a base URL',
    truth: [LIMITS.baseUrl, tables.LIMITS.baseUrl],
    sentence: /`\*\.home\.arpa`\)\. Up to (\d+) characters/g,
    as: (text) => [number(text), number(text)],
    files: { 'index.d.ts': 1 },
  },
  {
    name: 'the digits of a code',
    truth: [shortestCode, longestCode],
    // A phone number has a `+` and digits, too.
    sentence: /(?<!`\+` and )(?<=\W)(\d+ to \d+) (?:ASCII )?digits|digits, (\d+ to \d+)/g,
    as: (text) => text.split(' to '),
    files: { 'index.d.ts': 1, 'docs/login.md': 1, 'packages/emulator/README.md': 1 },
  },
  {
    name: 'the messages that one request for the log asks for',
    truth: logsQuery().pageSize,
    sentence: /messages that one request asks for, 1 to \d+\. @default (\d+)/g,
    as: number,
    files: { 'index.d.ts': 1 },
  },
  {
    name: 'the entries that allLogs returns',
    truth: allLogsOptions().limit,
    sentence:
      /(?:at most `limit` entries, |maximum number of entries, 1 to \d+\. The newest ones are returned\. @default )([\d,]+)/g,
    as: number,
    files: { 'README.md': 1, 'index.d.ts': 1 },
  },
  {
    name: 'the lifetime of a proof',
    truth: Number(emulator.proofLifetimeSeconds.default),
    sentence:
      /a JWT that is valid for (\d+) minutes by default|default of the service is (\d+)|`proofLifetimeSeconds` \| (\d+)/g,
    as: (text, index) => number(text) * [60, 1, 1][index],
    files: { 'README.md': 1, 'index.d.ts': 1, 'packages/emulator/README.md': 1 },
  },
  {
    name: 'the oldest Node.js',
    truth: nodeFloor,
    // The SDK is developed with a newer one.
    sentence: /(?<!You need |Rust and )Node\.js (?:\| )?(\d+) or later/g,
    as: String,
    files: {
      'README.md': 1,
      'AGENTS.md': 1,
      'llms.txt': 1,
      'docs/deploy.md': 1,
      'docs/troubleshooting.md': 1,
      'packages/emulator/README.md': 1,
      'packages/login/README.md': 1,
    },
  },
  {
    name: 'the oldest TypeScript',
    truth: typescriptFloor,
    sentence: /TypeScript (\d+\.\d+)/g,
    as: String,
    files: { 'README.md': 1 },
  },
  {
    name: 'the oldest glibc',
    truth: GLIBC_FLOOR,
    sentence: /glibc (\d\.\d+)/g,
    as: String,
    files: { 'README.md': 1, 'docs/deploy.md': 1, 'docs/troubleshooting.md': 2, 'CHANGELOG.md': 1 },
  },
  {
    name: 'the default size of a webhook',
    truth: reading.maxBodyBytes,
    sentence: /`maxBodyBytes` \| (\d+ MiB)|largest body in bytes, 1 to \d+\. @default (\d+)/g,
    as: number,
    files: { 'docs/webhooks.md': 1, 'webhooks.d.ts': 1 },
  },
  {
    name: 'the largest webhook',
    truth: LARGEST_BODY,
    sentence:
      /the largest body, up to (\d+ MiB)|largest body in bytes, 1 to (\d+)|body above (\d+ MiB) is not valid/g,
    as: number,
    files: { 'docs/webhooks.md': 1, 'webhooks.d.ts': 2 },
  },
  {
    name: 'the time for the body of a webhook',
    truth: reading.bodyTimeout,
    sentence: /`bodyTimeout` \| (\d+)|time for the whole body in milliseconds\. @default (\d+)/g,
    as: number,
    files: { 'docs/webhooks.md': 1, 'webhooks.d.ts': 1 },
  },
];

/** The values of a fact in a text. */
function found({ sentence, as }, text) {
  return [...text.matchAll(sentence)].map(([, ...captures]) => {
    const index = captures.findIndex((capture) => capture !== undefined);
    return as(captures[index], index);
  });
}

describe('a fact is the same everywhere', () => {
  for (const fact of FACTS) {
    test(fact.name, () => {
      for (const [file, text] of pages) {
        const values = found(fact, text);
        assert.equal(values.length >= (fact.files[file] ?? 0), true, `${file} does not say it`);
        for (const value of values) assert.deepEqual(value, fact.truth, file);
      }
    });
  }
});

/** Every capture replaced by another value of the same kind, one at a time. */
function mutants({ sentence }, text) {
  return [...text.matchAll(sentence)].map((match) => {
    const capture = match.slice(1).find((each) => each !== undefined);
    const at = match.index + match[0].lastIndexOf(capture);
    const changed = capture.replace(/\d|[a-z]/, (char) =>
      char === '7' || char === 'z' ? '8' : '7',
    );
    return text.slice(0, at) + changed + text.slice(at + capture.length);
  });
}

describe('a test of a fact fails where the fact is wrong', () => {
  for (const fact of FACTS) {
    test(fact.name, () => {
      let tried = 0;
      for (const [file, text] of pages) {
        for (const mutant of mutants(fact, text)) {
          tried += 1;
          const values = found(fact, mutant);
          const isSame = values.every((value) => isDeepStrictEqual(value, fact.truth));
          const isComplete = values.length >= (fact.files[file] ?? 0);
          assert.ok(!isSame || !isComplete, file);
        }
      }
      const least = Object.values(fact.files).reduce((sum, count) => sum + count, 0);
      assert.ok(tried >= least, `${tried} of ${least}`);
    });
  }
});
