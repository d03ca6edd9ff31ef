import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leaks, MASKED, SECRETS } from './support/canaries.mjs';
import { clientOf, PHONE, rejection } from './support/client.mjs';
import { LOGGERS, written } from './support/loggers.mjs';
import { answer, envelope, json, Server, silence } from './support/server.mjs';

const headers = { 'x-request-id': 'req-7' };

describe('the real loggers', () => {
  for (const [name, create] of Object.entries(LOGGERS)) {
    test(`${name} gets the fields and a message`, async (t) => {
      const { logger, lines } = written(create);
      const server = await Server.start(t);
      server.reply(json({}, { headers }), answer(500));
      const client = clientOf(server, { logger });
      await client.getStats();
      await rejection(client.sendOtp({ phone: PHONE }));
      assert.equal(lines.length, 2, lines.join('\n'));
      const [ok, failed] = lines;
      if (name === 'console' || name.includes('plain')) {
        const words = 'getStats succeeded status=200 attempts=1 durationMs=';
        assert.ok(ok.includes(`[baxverify] ${words}`), ok);
        assert.ok(failed.includes('[baxverify] sendOtp failed outcome=unknown code='), failed);
        if (name === 'console')
          assert.ok(ok.startsWith('[baxverify]') && ok.endsWith('=req-7'), ok);
        return;
      }
      const { operation, outcome, status, attempts, requestId, ...rest } = JSON.parse(ok);
      assert.deepEqual(
        { operation, outcome, status, attempts, requestId },
        {
          operation: 'getStats',
          outcome: 'succeeded',
          status: 200,
          attempts: 1,
          requestId: 'req-7',
        },
      );
      assert.equal(typeof rest.durationMs, 'number');
      const message = rest.msg ?? rest.message;
      assert.ok(message.startsWith('[baxverify] getStats succeeded'), message);
      if (name.includes('pino')) assert.equal(message, '[baxverify] getStats succeeded');
      assert.equal(JSON.parse(failed).code, 'BAXVERIFY_HTTP_ERROR');
    });
  }
});

describe('no line holds a secret', () => {
  const { apiKey, phone, code, token } = SECRETS;
  const said = `${apiKey} ${code} ${token} ${phone}`;
  const calls = {
    sendOtp: { phone, purpose: 'LOGIN' },
    verifyOtp: { phone, code },
    validateVerificationToken: { token },
    listLogs: { phone, status: apiKey },
    getStats: {},
  };
  const echoes = (secret) => ({ 'x-request-id': secret, 'x-trace-id': secret, via: said });
  const success = { requestId: token, phone, accessToken: token, code, said };
  const replies = (secret) => [
    json({ ...success, requestId: secret }, { headers: echoes(secret) }),
    json(
      envelope('SOME_CODE', said, {
        requestId: secret,
        details: { requestId: secret, [said]: said },
      }),
      {
        status: 400,
        headers: echoes(secret),
      },
    ),
    json(
      { error: { code: `CODE_${secret.replace(/[^A-Z0-9]/g, '')}`, message: said } },
      { status: 400, headers: echoes(secret) },
    ),
    answer(502, said, echoes(secret)),
    answer(200, said, echoes(secret)),
    (socket) => socket.end(`HTTP/1.1 ${said}\r\n\r\n`),
    (socket) => socket.destroy(),
    silence,
  ];

  for (const [name, create] of Object.entries(LOGGERS)) {
    test(`of ${name}`, async (t) => {
      const { logger, lines } = written(create);
      const server = await Server.start(t);
      const options = { logger, logLevel: 'debug', apiKey, timeout: 5000 };
      const client = clientOf(server, options);
      let made = 0;
      // A call that was not sent leaves its reply behind.
      let current;
      const reply = (socket) => current(socket);
      for (const [method, request] of Object.entries(calls)) {
        // A service can only repeat what it was sent. A success also has a number and a proof.
        const sent = [apiKey, ...Object.values(request)];
        const rounds = sent.flatMap(replies);
        for (const secret of [phone, token]) rounds.push(replies(secret)[0]);
        for (current of rounds) {
          server.reply(reply);
          const limit = current === silence ? { timeout: 40 } : undefined;
          await client[method](request, limit).catch(() => {});
          made += 1;
        }
        await client[method]({ ...request, [said]: said, [apiKey]: code }).catch(() => {});
        await client[method](said).catch(() => {});
        const reason = new Error(said);
        await client[method](request, { signal: AbortSignal.abort(reason) }).catch(() => {});
        made += 3;
      }
      const text = lines.join('\n');
      assert.ok(lines.length > 2 * made, `${lines.length} lines of ${made} calls`);
      assert.deepEqual(
        leaks(text),
        [],
        lines.find((line) => leaks(line).length > 0),
      );
      assert.ok(text.includes(MASKED));
      assert.ok(text.includes('SOME_CODE') && text.includes('aborted'));
    });
  }
});
