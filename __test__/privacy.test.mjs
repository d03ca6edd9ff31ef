import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { leaks, MASKED, renderings, SECRETS } from './support/canaries.mjs';
import { clientOf, METHODS, rejection } from './support/client.mjs';
import { runProgram } from './support/process.mjs';
import { answer, envelope, json, Server, silence } from './support/server.mjs';

const { apiKey, phone, code, token } = SECRETS;
const digits = phone.slice(1);
const all = `key ${apiKey}, code ${code}, token ${token}, phone ${phone} or ${digits}`;

/** Repeats the secrets in every field of an error. */
const echo = envelope('BAXVERIFY_OTP_INVALID', `No: ${all}`, {
  details: {
    helpUrl: `https://baxcloud.tech/?phone=${encodeURIComponent(phone)}&key=${apiKey}`,
    [apiKey]: 'as a name',
    [`x-${digits}`]: { [code]: [token, { deep: [[all]] }] },
    number: Number(code),
    phoneNumber: Number(digits),
    projectId: apiKey,
  },
  path: `/v1/auth/sms/verify?phone=${phone}&token=${token}#${apiKey}`,
  timestamp: `${code} ${apiKey}`,
});

describe('a service that repeats the request', () => {
  const calls = {
    sendOtp: [{ phone }, ['apiKey', 'phone']],
    verifyOtp: [{ phone, code }, ['apiKey', 'phone', 'code']],
    validateVerificationToken: [{ token }, ['apiKey', 'token']],
    listLogs: [{ phone }, ['apiKey', 'phone']],
    getStats: [{}, ['apiKey']],
  };
  for (const [name, [request, sent]] of Object.entries(calls)) {
    test(`gets none of it into an error of ${name}`, async (t) => {
      const server = await Server.start(t);
      server.reply(json(echo, { status: 400 }));
      const error = await rejection(clientOf(server, { apiKey })[name](request));
      assert.equal(error.code, 'BAXVERIFY_OTP_INVALID');
      for (const text of renderings(error)) {
        for (const secret of sent) assert.ok(!text?.includes(SECRETS[secret]), text);
        if (sent.includes('phone')) assert.ok(!text?.includes(digits), text);
      }
    });
  }

  test('keeps the rest of its sentence, and the phone’s first and last digits', async (t) => {
    const server = await Server.start(t);
    server.reply(json(echo, { status: 400 }));
    const error = await rejection(clientOf(server, { apiKey }).verifyOtp({ phone, code }));
    assert.equal(
      error.message,
      `No: key [redacted], code [redacted], token ${token}, phone ${MASKED} or ${MASKED.slice(1)}`,
    );
    assert.equal(error.path, '/v1/auth/sms/verify');
    assert.equal(error.timestamp, '[redacted] [redacted]');
    assert.equal(
      error.helpUrl,
      `https://baxcloud.tech/?phone=%2B${MASKED.slice(1)}&key=[redacted]`,
    );
    assert.equal(error.details.number, '[redacted]');
    assert.equal(error.details.phoneNumber, MASKED.slice(1));
    assert.equal(error.details['[redacted]'], 'as a name');
  });

  test('cannot split a secret at the length limit of messages', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server, { apiKey });
    for (let before = 970; before <= 1000; before++) {
      const message = `${'x'.repeat(before)}${apiKey}${code}`;
      server.reply(json(envelope('SOME_CODE', message), { status: 400 }));
      const error = await rejection(client.verifyOtp({ phone, code }));
      assert.match(error.message, /^x+(\[[redacted[\]]*)?$/);
      assert.ok(error.message.length <= 1000);
    }
  });
});

test('no log of a program contains a secret', async (t) => {
  const server = await Server.start(t);
  const rounds = [
    (said) => json(envelope('SOME_CODE', said, { details: { [said]: [said] } }), { status: 400 }),
    (said) => json(envelope('SOME_CODE', said, { path: said, timestamp: said })),
    (said) => answer(401, said),
    (said) => answer(200, said),
    (said) => answer(200, `{"a":"${said}`),
    (said) => answer(200, `${JSON.stringify({ said })}}`),
    (said) => answer(302, '', { location: `http://127.0.0.1/?${encodeURIComponent(said)}` }),
    () => json({ accessToken: token, phone, verified: true, code }),
    () => silence,
    (said) => (socket) => socket.end(`HTTP/1.1 ${said}\r\n\r\n`),
    (said) => (socket) => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n${said}`),
  ];
  // A service can only repeat what it received.
  for (const round of rounds) {
    const reply = (socket, { headers, path, body }) => {
      round(`${headers.authorization} ${decodeURIComponent(path)} ${body}`)(socket);
    };
    server.reply(...METHODS.map(() => reply));
  }
  const {
    code: exit,
    stdout,
    stderr,
  } = await runProgram('privacy.mjs', [server.url, rounds.length]);
  assert.equal(exit, 0, stderr);
  assert.equal(server.requests.length, rounds.length * METHODS.length);
  // All calls except those of the successful round, including all calls with invalid arguments.
  assert.match(stderr, /^failures: 63$/m);
  // Responses of the service do contain them. They go to the caller, and are not printed here.
  const lines = `${stdout}\n${stderr}`.split('\n');
  assert.ok(lines.length > 1000);
  for (const line of lines) assert.deepEqual(leaks(line), [], line);
  assert.ok(stdout.includes(`phone=${MASKED}`));
  assert.match(stdout, /\[baxverify\] -> POST \/v1\/auth\/sms\/verify/);
});

test('a client shows its configuration without the key', () => {
  const client = new BaxCloudVerifyClient({ projectId: 'proj_1', apiKey });
  const shown = {
    projectId: 'proj_1',
    isClientKey: false,
    baseUrl: 'https://api.baxcloud.tech/v1',
    timeout: 30000,
    maxRetries: 2,
    debug: false,
  };
  assert.deepEqual(client.toJSON(), shown);
  assert.equal(JSON.stringify(client), JSON.stringify(shown));
  assert.equal(String(client), '[object Object]');
  assert.deepEqual(Object.keys(client), []);
  assert.equal(
    renderings(client)[1],
    `BaxCloudVerifyClient {
  projectId: 'proj_1',
  isClientKey: false,
  baseUrl: 'https://api.baxcloud.tech/v1',
  timeout: 30000,
  maxRetries: 2,
  debug: false
}`,
  );
  for (const text of renderings(client)) assert.deepEqual(leaks(text), []);
});
