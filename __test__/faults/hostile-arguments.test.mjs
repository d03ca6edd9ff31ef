/**
 * Hostile input as phone, code or token, and a service that repeats it. No call takes long, no
 * other call is late, and no error contains the input.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { startNeighbour } from './neighbour.mjs';

/** How much longer than a call of the neighbour a call may take, in milliseconds. */
const BEYOND = 50;

const base64 = (value) => Buffer.from(value).toString('base64url');
/** The claims of a JWT. Clients do not check its signature. */
const jwt = (claims) => `${base64('{"alg":"HS256"}')}.${base64(claims)}.${'s'.repeat(43)}`;
const subject = (sub) => jwt(JSON.stringify({ sub }));
const digits = (count) => '7391846250'.repeat(Math.ceil(count / 10)).slice(0, count);
const fullWidth = (count) =>
  [...digits(count)].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
const fill = (unit, length) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

const ODD = [
  '\0',
  '\n',
  '\x1b[2J',
  '\u2028',
  '\u202e',
  '\ud800',
  '\udfff',
  '\ufdd0',
  '👾',
  'e\u0301',
];

const phones = {
  'of 63 digits': `+${digits(63)}`,
  'of one digit, 64 times': '1'.repeat(64),
  'of digits and blanks': fill('1 ', 64),
  'of separators': fill('-. /()', 64),
  'of full-width digits': fullWidth(64),
  'of plus signs': '+'.repeat(64),
  'of backslashes': '\\'.repeat(64),
  ...Object.fromEntries(ODD.map((odd) => [`of ${JSON.stringify(odd)}`, fill(`${odd}4`, 64)])),
};

const tokens = {
  'with a subject of 6,000 digits': subject(digits(6000)),
  'with a subject of 12,000 digits': subject(digits(12_000)),
  'with a subject of 6,000 digits and blanks': subject(fill('4 ', 12_000)),
  'with a subject of one digit, 12,000 times': subject('1'.repeat(12_000)),
  'with a subject of full-width digits': subject(fullWidth(3900)),
  'with a subject of odd characters': subject(fill(ODD.join('4'), 2000)),
  'with a hundred subjects': jwt(
    `{${Array(100)
      .fill(`"sub":"${digits(80)}"`)
      .join()}}`,
  ),
  'with a deep claim': jwt('['.repeat(12_000)),
  'with claims that are no JSON': jwt(digits(12_000)),
  'with no dots': digits(16_384),
  'of dots': '.'.repeat(16_384),
  'of one digit and dots': fill('1.', 16_384),
  'of one letter': 'a'.repeat(16_384),
};

const labels = {
  'of digits': digits(256),
  ...Object.fromEntries(ODD.map((odd) => [`of ${JSON.stringify(odd)}`, fill(odd, 256)])),
};

/** `[title, call, text that must not come back]`. */
const within = [
  ...Object.entries(phones).flatMap(([name, phone]) => [
    [`a phone ${name}, sendOtp`, (client) => client.sendOtp({ phone }), [phone]],
    [`a phone ${name}, listLogs`, (client) => client.listLogs({ phone }), [phone]],
    [
      `a phone ${name}, verifyOtp`,
      (client) => client.verifyOtp({ phone, code: '493827' }),
      [phone],
    ],
  ]),
  ...Object.entries(tokens).map(([name, token]) => [
    `a token ${name}`,
    (client) => client.validateVerificationToken({ token }),
    [token],
  ]),
  ...Object.entries(labels).flatMap(([name, label]) => [
    [`a purpose ${name}`, (client) => client.sendOtp({ phone: '+43664123', purpose: label }), []],
    [`a status ${name}`, (client) => client.listLogs({ status: label }), []],
  ]),
];

const over = [
  [
    'a phone of 50,000 digits',
    'phone',
    (client) => client.sendOtp({ phone: `+${digits(50_000)}` }),
  ],
  ['a phone of 65 characters', 'phone', (client) => client.listLogs({ phone: digits(65) })],
  [
    'a phone of 50,000 digits to verify',
    'phone',
    (client) => client.verifyOtp({ phone: digits(50_000), code: '1' }),
  ],
  [
    'a code of 50,000 digits',
    'code',
    (client) => client.verifyOtp({ phone: '+431', code: digits(50_000) }),
  ],
  [
    'a token of 16,385 characters',
    'token',
    (client) => client.validateVerificationToken({ token: digits(16_385) }),
  ],
  [
    'a token of 8 MB',
    'token',
    (client) => client.validateVerificationToken({ token: 'a.'.repeat(4 << 20) }),
  ],
  [
    'a purpose of 257 characters',
    'purpose',
    (client) => client.sendOtp({ phone: '+431', purpose: '\n'.repeat(257) }),
  ],
  [
    'a status of 50,000 characters',
    'status',
    (client) => client.listLogs({ status: '\ud800'.repeat(50_000) }),
  ],
];

/** Responds with the documented error, which repeats the request many times. */
const SERVER = `
  import { createServer } from 'node:http';
  let requests = 0;
  createServer({ maxHeaderSize: 1 << 20, noDelay: true }, async (request, response) => {
    requests += 1;
    let body = '';
    for await (const chunk of request) body += chunk;
    const query = [...new URL(request.url, 'http://server').searchParams.values()];
    const sent = body ? Object.values(JSON.parse(body)).map(String) : query;
    const said = [...sent, body, request.url].join(' and ');
    const text = (size) => (said + ' ').repeat(Math.ceil(size / said.length)).slice(0, size);
    const answer = (size) => JSON.stringify({
      success: false,
      error: {
        code: 'BAXVERIFY_TOKEN_INVALID',
        message: text(size / 2),
        details: { projectId: text(size / 4), ['key ' + text(size / 8)]: text(size / 8) },
      },
      path: request.url,
    });
    // Clients read this much of an error.
    let size = 64 * 1024;
    while (Buffer.byteLength(answer(size)) >= 64 * 1024 && size > 1) size = Math.floor(size * 0.9);
    response.statusCode = 400;
    response.end(answer(size));
  }).listen(0, '127.0.0.1', function () { process.send({ port: this.address().port }); });
  process.on('message', () => process.send({ requests }));
  process.on('disconnect', () => process.exit());
`;

describe('hostile arguments', { timeout: 120_000 }, () => {
  let neighbour;
  let server;
  let client;

  before(async () => {
    neighbour = await startNeighbour();
    const module = `data:text/javascript,${encodeURIComponent(SERVER)}`;
    const file = fileURLToPath(new URL('child-module.mjs', import.meta.url));
    server = fork(file, [module], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [{ port }] = await once(server, 'message');
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    client = new BaxCloudVerifyClient({
      projectId: 'p',
      apiKey: 'bax_sk_k',
      baseUrl,
      maxRetries: 0,
      timeout: 5000,
    });
    // Warms up connections and code, and measures the usual time of the neighbour.
    await client.sendOtp({ phone: '+431' }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  after(async () => {
    await neighbour.stop();
    server.disconnect();
  });

  /** How much longer than the neighbour's usual calls the call takes, and its error. */
  async function timed(call) {
    const usual = neighbour.calls.map(({ began, ended }) => ended - began).sort((a, b) => a - b);
    const from = performance.now();
    const error = await call(client).then(assert.fail, (reason) => reason);
    const to = performance.now();
    const beyond = to - from - neighbour.held.between(from, to) - usual[usual.length >> 1];
    return { error, beyond };
  }

  for (const [title, call, secrets] of within) {
    it(`${title}, is answered at once`, async () => {
      const from = performance.now();
      let { error, beyond } = await timed(call);
      // Other processes share the processors.
      if (beyond >= BEYOND) ({ error, beyond } = await timed(call));
      assert.ok(beyond < BEYOND, `${beyond.toFixed(0)} ms beyond the usual`);
      assert.ok(error instanceof BaxVerifyError, String(error));
      assert.equal(error.code, 'BAXVERIFY_TOKEN_INVALID');
      assert.equal(error.statusCode, 400);
      const printed = JSON.stringify(error) + error.stack;
      for (const secret of secrets) {
        // A phone without digits contains nothing to redact.
        const secretive = /\p{Nd}/u.test(secret) || secret.length > 64;
        if (secretive) assert.equal(printed.includes(secret), false, 'it came back');
      }
      await neighbour.settled();
      assert.deepEqual(neighbour.complaints(from, performance.now()), []);
    });
  }

  it('a hundred refused tokens at once are answered soon, and nobody else is late', async () => {
    const token = tokens['with a subject of 6,000 digits'];
    const from = performance.now();
    const ends = await Promise.all(
      Array.from({ length: 100 }, () =>
        timed((client) => client.validateVerificationToken({ token })),
      ),
    );
    for (const { error } of ends) assert.equal(error.code, 'BAXVERIFY_TOKEN_INVALID');
    const slowest = Math.max(...ends.map(({ beyond }) => beyond));
    // The server has to write a hundred responses of 60 KB each.
    assert.ok(slowest < 1000, `${slowest.toFixed(0)} ms`);
    await neighbour.settled();
    assert.deepEqual(neighbour.complaints(from, performance.now()), []);
  });

  for (const [title, field, call] of over) {
    it(`${title}, is refused and not sent`, async () => {
      const requests = async () => {
        server.send('requests');
        return (await once(server, 'message'))[0].requests;
      };
      const before = await requests();
      const { error, beyond } = await timed(call);
      assert.ok(beyond < BEYOND, `${beyond.toFixed(0)} ms`);
      assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT');
      assert.equal(error.details.field, field);
      assert.ok(error.message.length < 200);
      assert.equal(await requests(), before);
    });
  }
});
