import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cli } from './support/cli.mjs';
import { clientOf, emulate, OTHER_PHONE, PHONE, prove } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 20_000 };
const codeOf = async (answer) => (await answer).body.error?.code;
const elapsed = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** `fetch` without reading the body as JSON, because a proxy's response is not JSON. */
async function raw({ url, projectId, apiKey }, path, body, options) {
  const headers = { authorization: `Bearer ${apiKey}`, 'x-project-id': projectId };
  const method = body ? 'POST' : 'GET';
  const response = await fetch(url + path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    ...options,
  });
  return { response, text: await response.text() };
}

const SEND = '/auth/sms/send';

test('returns a documented error instead of doing the work', RUNS, async (t) => {
  const { emulator, send, stats } = await emulate(t);
  const error = 'BAXVERIFY_RATE_LIMIT';
  const fault = emulator.inject({ route: 'send', error, retryAfterSeconds: 7 });
  const refused = await send({ phone: PHONE });
  assert.deepEqual([refused.status, refused.body.error.code], [429, error]);
  assert.equal(refused.headers.get('retry-after'), '7');
  assert.equal(refused.headers.get('x-baxverify-fault'), fault.id);
  assert.deepEqual(emulator.messages(), []);
  const undisturbed = await stats();
  assert.deepEqual([undisturbed.status, undisturbed.headers.get('x-baxverify-fault')], [200, null]);
  assert.deepEqual([fault.remove(), fault.remove()], [true, false]);
  assert.equal((await send({ phone: PHONE })).status, 200);
});

test('returns a status as a proxy does, for the nth call', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  emulator.inject({ route: 'send', nth: 2, status: 503, retryAfterSeconds: 1 });
  const statuses = [];
  for (let n = 0; n < 4; n += 1) {
    const { response, text } = await raw(emulator, SEND, { phone: PHONE });
    statuses.push(response.status);
    if (response.status !== 503) continue;
    assert.match(response.headers.get('content-type'), /html/);
    assert.match(text, /503 Service Unavailable/);
    assert.equal(response.headers.get('retry-after'), '1');
  }
  assert.deepEqual(statuses, [200, 503, 200, 200]);
  const [{ calls, hits }] = emulator.faults();
  assert.deepEqual([calls, hits], [4, 1]);
});

test('a call can take effect although its response is lost', RUNS, async (t) => {
  const { emulator, send } = await emulate(t);
  emulator.inject({ route: 'send', times: 1, status: 502, takesEffect: true });
  emulator.inject({ route: 'send', nth: 2, connection: 'reset', takesEffect: true });
  assert.equal((await raw(emulator, SEND, { phone: PHONE })).response.status, 502);
  await assert.rejects(send({ phone: PHONE }));
  assert.equal(emulator.messages().length, 2);
});

test('resets the connection', RUNS, async (t) => {
  const { emulator, send, stats } = await emulate(t);
  emulator.inject({ route: 'send', connection: 'reset' });
  await assert.rejects(control(emulator, 'POST', '/v1/auth/sms/send', { body: {} }), {
    code: 'ECONNRESET',
  });
  await assert.rejects(send({ phone: PHONE }));
  assert.deepEqual(emulator.messages(), []);
  assert.equal((await stats()).status, 200);
});

test('stalls until the client gives up, and does not delay the stop', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  emulator.inject({ route: 'stats', connection: 'stall' });
  const signal = AbortSignal.timeout(200);
  await assert.rejects(raw(emulator, '/auth/sms/stats', undefined, { signal }), {
    name: 'TimeoutError',
  });
  const hanging = assert.rejects(raw(emulator, '/auth/sms/stats'));
  const spent = await elapsed(() => emulator.stop());
  assert.ok(spent < 1_500, String(spent));
  await hanging;
});

test('drips the answer byte by byte', RUNS, async (t) => {
  const { emulator, stats } = await emulate(t);
  const whole = JSON.stringify((await stats()).body);
  emulator.inject({ route: 'stats', connection: 'drip', delayMs: 10 });
  const spent = await elapsed(async () => {
    const { response, text } = await raw(emulator, '/auth/sms/stats');
    assert.equal(response.headers.get('content-length'), String(whole.length));
    assert.equal(text, whole);
  });
  assert.ok(spent >= whole.length * 10 * 0.8, String(spent));
});

test('delays the response, and takes effect immediately', RUNS, async (t) => {
  const { emulator, send } = await emulate(t);
  emulator.inject({ route: 'send', latencyMs: 400 });
  const spent = await elapsed(async () => {
    const sending = send({ phone: PHONE });
    const waited = await elapsed(() => emulator.waitForCode(PHONE));
    assert.ok(waited < 350, String(waited));
    assert.equal((await sending).status, 200);
  });
  assert.ok(spent >= 390, String(spent));
});

test('a seed repeats which calls fail, also in another emulator', RUNS, async (t) => {
  const pattern = async (rule) => {
    const { emulator, stats } = await emulate(t);
    const { seed } = emulator.inject({ error: 'BAXVERIFY_NO_SUBSCRIPTION', ...rule });
    let hits = '';
    for (let n = 0; n < 60; n += 1) hits += (await stats()).status === 200 ? '.' : 'x';
    return { seed, hits };
  };
  const one = await pattern({ probability: 0.3, seed: 42 });
  const other = await pattern({ probability: 0.3, seed: 42 });
  assert.equal(one.hits, other.hits);
  assert.match(one.hits, /x/);
  assert.match(one.hits, /\./);
  const drawn = await pattern({ probability: 0.5 });
  assert.equal((await pattern({ probability: 0.5, seed: drawn.seed })).hits, drawn.hits);
});

test('an SMS arrives twice', RUNS, async (t) => {
  const arrived = [];
  const { emulator, send } = await emulate(t, { onMessage: ({ id }) => arrived.push(id) });
  emulator.inject({ sms: 'duplicate', times: 1 });
  await send({ phone: PHONE });
  await send({ phone: OTHER_PHONE });
  const [second, first] = emulator.messages();
  assert.deepEqual([second.copies, first.copies], [1, 2]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(arrived, [first.id, first.id, second.id]);
});

test('a lost SMS never arrives, though the service says that it was sent', RUNS, async (t) => {
  const { emulator, send, stats } = await emulate(t);
  emulator.inject({ phone: PHONE, sms: 'lost' });
  assert.equal((await send({ phone: PHONE })).status, 200);
  assert.equal(emulator.codeFor(PHONE), undefined);
  await assert.rejects(emulator.waitForCode(PHONE, { timeout: 30 }), {
    code: 'EMULATOR_WAIT_TIMEOUT',
  });
  const [message] = emulator.messages();
  assert.deepEqual([message.copies, message.arrivedAt, message.dueAt], [0, undefined, undefined]);
  assert.equal((await stats()).body.sent, 1);
});

test('a late SMS arrives after its delay', RUNS, async (t) => {
  const arrived = [];
  const { emulator, send } = await emulate(t, { onMessage: ({ code }) => arrived.push(code) });
  emulator.inject({ sms: 'late', delayMs: 300 });
  await send({ phone: PHONE });
  assert.equal(emulator.codeFor(PHONE), undefined);
  assert.match(emulator.messages()[0].dueAt, /Z$/);
  let code;
  const spent = await elapsed(async () => {
    code = await emulator.waitForCode(PHONE);
  });
  assert.ok(spent > 150, String(spent));
  assert.equal(code, emulator.codeFor(PHONE));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(arrived, [code]);
});

test('the clock delivers a late SMS immediately, also after a newer one', RUNS, async (t) => {
  const { emulator, send, verify } = await emulate(t);
  const fault = emulator.inject({ sms: 'late', delayMs: 60_000 });
  await send({ phone: PHONE });
  fault.remove();
  await send({ phone: PHONE });
  const [newer, older] = emulator.messages();
  assert.equal(emulator.codeFor(PHONE), newer.code);
  emulator.advance({ minutes: 1 });
  assert.equal(emulator.codeFor(PHONE), older.code);
  assert.equal(await emulator.waitForCode(PHONE), newer.code);
  assert.equal((await verify({ phone: PHONE, code: newer.code })).status, 200);
});

test(
  'a rule for a phone affects its proofs, and a rule for a project affects only this project',
  RUNS,
  async (t) => {
    const service = await emulate(t);
    const { emulator, validate, stats } = service;
    const [token, other] = [await prove(service), await prove(service, OTHER_PHONE)];
    emulator.inject({ phone: PHONE, error: 'BAXVERIFY_TOKEN_INVALID' });
    assert.equal(await codeOf(validate({ token })), 'BAXVERIFY_TOKEN_INVALID');
    assert.equal((await validate({ token: other })).status, 200);
    const project = emulator.createProject();
    project.inject({ error: 'BAXVERIFY_PROJECT_INACTIVE' });
    assert.equal(await codeOf(clientOf(project).stats()), 'BAXVERIFY_PROJECT_INACTIVE');
    assert.equal((await stats()).status, 200);
  },
);

test('a reset removes injected rules and restarts configured ones', RUNS, async (t) => {
  const faults = [{ route: 'stats', nth: 1, error: 'BAXVERIFY_NO_SUBSCRIPTION' }];
  const { emulator, stats } = await emulate(t, { faults });
  const first = async () => [await codeOf(stats()), await codeOf(stats())];
  assert.deepEqual(await first(), ['BAXVERIFY_NO_SUBSCRIPTION', undefined]);
  emulator.inject({ error: 'BAXVERIFY_PROJECT_INACTIVE' });
  emulator.reset();
  assert.deepEqual(await first(), ['BAXVERIFY_NO_SUBSCRIPTION', undefined]);
  emulator.clearFaults();
  assert.deepEqual(emulator.faults(), []);
});

test('rules are added, listed and removed over HTTP', RUNS, async (t) => {
  const { emulator, stats } = await emulate(t);
  const body = { route: 'stats', error: 'BAXVERIFY_NO_SUBSCRIPTION', seed: 3 };
  const injected = await control(emulator, 'POST', '/emulator/faults', { body });
  assert.deepEqual(injected.body, { id: 'fault_1', calls: 0, hits: 0, ...body });
  assert.equal((await stats()).status, 400);
  const list = await control(emulator, 'GET', '/emulator/faults');
  assert.deepEqual(list.body.faults, [{ id: 'fault_1', calls: 1, hits: 1, ...body }]);
  const ended = await control(emulator, 'DELETE', '/emulator/faults/fault_1');
  assert.deepEqual([ended.status, ended.body], [200, { success: true }]);
  const again = await control(emulator, 'DELETE', '/emulator/faults/fault_1');
  assert.deepEqual([again.status, again.body.error.code], [404, 'EMULATOR_NOT_FOUND']);
  await control(emulator, 'POST', '/emulator/faults', { body });
  await control(emulator, 'DELETE', '/emulator/faults');
  assert.equal((await stats()).status, 200);
  const wrong = await control(emulator, 'POST', '/emulator/faults', { body: { status: 200 } });
  assert.match(wrong.body.error.message, /status: must be from 400 to 599/);
});

test('invalid rules are refused by name', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  for (const [rule, words] of [
    [{}, /one of error, status/],
    [{ status: 503, sms: 'lost' }, /one of error, status/],
    [{ statsu: 503 }, /unknown option "statsu"/],
    [{ status: '503' }, /status: must be an integer from 0 to 65535, got a string\.$/],
    [
      { latencyMs: 'slow' },
      /latencyMs: must be milliseconds from 0 to 3600000, or \{ min, max \}\.$/,
    ],
    [{ connection: 'slow' }, /connection: unknown value `slow`/],
  ]) {
    assert.throws(() => emulator.inject(rule), { name: 'TypeError', message: words });
  }
});

test('the command line accepts rules as pairs and as JSON', RUNS, async (t) => {
  const pairs = 'route=send,status=503,retryAfterSeconds=2';
  const json = '{"route":"stats","error":"BAXVERIFY_NO_SUBSCRIPTION"}';
  const { printed } = cli(t, ['--port', '0', '--fault', pairs, '--fault', json]);
  const [, url] = await printed(/BAXCLOUD_BASE_URL=(\S+)\n/);
  const [, apiKey] = await printed(/BAXCLOUD_API_KEY=(\S+)\n/);
  const facts = { url, apiKey, projectId: 'proj_emulator' };
  assert.equal((await raw(facts, SEND, { phone: PHONE })).response.status, 503);
  assert.match((await raw(facts, '/auth/sms/stats')).text, /BAXVERIFY_NO_SUBSCRIPTION/);
  for (const wrong of ['503', '{', 'status=200', 'latencyMs=9-1']) {
    const { code, stderr } = await cli(t, ['--port', '0', '--fault', wrong]).ended;
    assert.deepEqual([code, stderr.split('\n').length], [2, 2], stderr);
  }
});
