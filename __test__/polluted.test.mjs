// Other code in the process may have changed `Object.prototype` and `JSON`.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { BaxVerifyError } from '@baxcloud/baxverify';
import { errorFrom, perform } from '../lib/call.mjs';
import { internals } from '../lib/internals.mjs';
import { nativeOnly } from './support/builds.mjs';
import { clientOf, rejection } from './support/client.mjs';
import { run, runProgram } from './support/process.mjs';
import { answer, envelope, json, Server } from './support/server.mjs';

/** Repeats the request in its response. One phone gets an error, and one gets no response. */
async function echo(t) {
  const received = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { authorization, 'x-project-id': project, 'user-agent': agent } = request.headers;
    received.push(request.url);
    if (body.includes('+43000000')) return;
    const refused = body.includes('+43400');
    response.statusCode = refused ? 400 : 200;
    response.end(
      JSON.stringify(
        refused
          ? { success: false, error: { code: 'BAXVERIFY_INVALID_PHONE', message: 'No.' } }
          : { authorization, project, agent, method: request.method, url: request.url, body },
      ),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { received, url: `http://127.0.0.1:${server.address().port}/v1` };
}

test(
  'a property of Object.prototype is not an option, argument or variable',
  nativeOnly('pollution'),
  async (t) => {
    const server = await echo(t);
    const elsewhere = await echo(t);
    const { code, stdout, stderr } = await runProgram('polluted.mjs', [server.url, elsewhere.url]);
    assert.equal(code, 0, stderr);
    const { names, before, differences } = JSON.parse(stdout);
    assert.deepEqual(differences, []);
    assert.ok(names > 40);
    // The comparison must not compare failures.
    assert.match(before, /Bearer k/);
    assert.match(before, /BAXVERIFY_INVALID_PHONE/);
    assert.match(before, /"mine"/);
    assert.match(before, /\[baxverify\] -> POST/);
    assert.deepEqual(elsewhere.received, []);
    assert.equal(server.received.length, 20 * (names + 1));
  },
);

test('inherited options and arguments are ignored', async (t) => {
  const server = await Server.start(t);
  const client = clientOf(server);
  const inheriting = (value) => Object.create(value);
  const refused = await rejection(client.sendOtp(inheriting({ phone: '+431' })));
  assert.equal(refused.code, 'BAXVERIFY_INVALID_ARGUMENT');
  assert.equal(refused.details.field, 'phone');
  server.reply(json({ a: 1 }));
  const options = inheriting({ signal: AbortSignal.abort() });
  assert.deepEqual(await client.getStats(inheriting({ days: 0 }), options), { a: 1 });
  assert.equal(server.last.path, '/v1/auth/sms/stats');
});

test('a JSON.parse that is replaced later does not reach the SDK', async (t) => {
  const server = await Server.start(t);
  const client = clientOf(server, { debug: true });
  const { parse } = JSON;
  // For the first request to a server, `fetch` of Node.js uses JSON.parse too.
  server.reply(json({}));
  await clientOf(server).getStats();
  const { debug } = console;
  const printed = [];
  t.after(() => Object.assign(JSON, { parse }) && Object.assign(console, { debug }));
  console.debug = (line) => printed.push(line);
  for (const replacement of [
    () => {
      throw new SyntaxError('patched');
    },
    () => ({ verified: true }),
    undefined,
  ]) {
    server.reply(json({ a: 1 }), json(envelope('BAXVERIFY_OTP_INVALID', 'No.'), { status: 400 }));
    JSON.parse = replacement;
    const value = await client.getStats();
    const error = await rejection(client.getStats());
    JSON.parse = parse;
    assert.deepEqual(value, { a: 1 });
    assert.equal(error.code, 'BAXVERIFY_OTP_INVALID');
  }
  assert.equal(printed.length, 12);
});

test('one that was replaced earlier causes errors of the SDK’s own class', async (t) => {
  const server = await Server.start(t);
  const secret = 'eyJ.c4nary.token';
  const replacements = {
    throws: `(text) => { throw new SyntaxError('at ' + text); }`,
    'throws nothing': '() => { throw undefined; }',
    'says nothing': '() => undefined',
    'says null': '() => null',
    'says text': '(text) => text',
    'is gone': 'undefined',
  };
  for (const [how, replacement] of Object.entries(replacements)) {
    server.reply(json({ accessToken: secret }), answer(400, secret));
    const program = `
      JSON.parse = ${replacement};
      const { BaxCloudVerifyClient, BaxVerifyError } = require('@baxcloud/baxverify');
      const { inspect } = require('node:util');
      const client = new BaxCloudVerifyClient(
        { projectId: 'p', apiKey: 'k', baseUrl: process.argv[1], maxRetries: 0, debug: true });
      const show = (error) => console.log(error instanceof BaxVerifyError, error.code, inspect(error, { depth: 9 }));
      (async () => {
        for (let call = 0; call < 2; call++) {
          await client.verifyOtp({ phone: '+431', code: '123456' }).catch(show);
        }
        try {
          new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl: 'nonsense' });
        } catch (error) {
          show(error);
        }
      })();`;
    const { code, stdout, stderr } = await run(process.execPath, ['-e', program, server.url]);
    assert.equal(code, 0, `${how}: ${stderr}`);
    assert.equal(stderr, '', how);
    assert.doesNotMatch(stdout, /c4nary/, how);
    const typed = stdout.match(/^true BAXVERIFY_INTERNAL_ERROR/gm) ?? [];
    // The SDK cannot detect a `parse` that returns wrong data.
    assert.equal(typed.length, how.startsWith('says') ? 2 : 3, `${how}: ${stdout}`);
  }
});

test('any error text of native code becomes a typed error', async () => {
  const { parse } = JSON;
  for (const text of [
    '',
    'nonsense',
    'null',
    '7',
    '"text"',
    '[]',
    '{}',
    '{"code":7}',
    '{"code":',
  ]) {
    const start = () => Promise.reject(text);
    const client = { [internals]: { native: {}, nextCall: () => 1 } };
    for (const error of [
      errorFrom(text),
      await rejection(perform(client, { check: () => ({}), start })),
    ]) {
      assert.ok(error instanceof BaxVerifyError, text);
      assert.equal(error.code, 'BAXVERIFY_INTERNAL_ERROR', text);
      assert.equal(error.outcome, 'unknown', text);
    }
  }
  const causes = '{"code":"BAXVERIFY_TIMEOUT","message":"m","causes":7}';
  assert.equal(errorFrom(causes).code, 'BAXVERIFY_INTERNAL_ERROR');
  assert.equal(JSON.parse, parse);
});
