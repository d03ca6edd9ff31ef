import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { clientOf, emulate, OTHER_PHONE, PHONE, prove } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 60_000 };
const API_KEY = 'bax_sk_0123456789abcdef';

/** Waits until the journal has a call with this outcome. */
async function recorded(emulator, outcome) {
  for (;;) {
    const [entry] = emulator.requests({ outcome });
    if (entry) return entry;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('every call is in the journal with what happened', RUNS, async (t) => {
  const { emulator, call, send, logs } = await emulate(t, { apiKey: API_KEY });
  await send({ phone: PHONE, purpose: 'LOGIN' });
  await send({ phone: '+123' });
  await logs('?limit=0');
  await call('POST', '/auth/sms/nowhere', { body: '{"a":1}' });
  await call('GET', '/auth/sms/send');
  await call('POST', '/auth/sms/send', { body: '{', headers: {} });
  await call('POST', '/auth/sms/send', { body: 'x'.repeat(20_000) });
  const shape = ({ method, path, route, status, errorCode, outcome, projectId, key }) => [
    method,
    path,
    route,
    status,
    errorCode,
    outcome,
    projectId,
    key,
  ];
  const own = ['proj_emulator', 'bax_sk_…cdef'];
  assert.deepEqual(emulator.requests().map(shape).reverse(), [
    ['POST', '/v1/auth/sms/send', 'send', 200, undefined, 'succeeded', ...own],
    ['POST', '/v1/auth/sms/send', 'send', 400, 'BAXVERIFY_INVALID_PHONE', 'refused', ...own],
    ['GET', '/v1/auth/sms/logs?limit=0', 'logs', 400, 'BAXVERIFY_BAD_REQUEST', 'refused', ...own],
    ['POST', '/v1/auth/sms/nowhere', undefined, 404, 'BAXVERIFY_NOT_FOUND', 'refused', ...own],
    ['GET', '/v1/auth/sms/send', undefined, 405, 'BAXVERIFY_METHOD_NOT_ALLOWED', 'refused', ...own],
    [
      'POST',
      '/v1/auth/sms/send',
      'send',
      400,
      'BAXVERIFY_PROJECT_HEADER_REQUIRED',
      'refused',
      undefined,
      undefined,
    ],
    ['POST', '/v1/auth/sms/send', 'send', 413, 'BAXVERIFY_BODY_TOO_LARGE', 'refused', ...own],
  ]);
  const [, last, , , , second, first] = emulator.requests();
  assert.deepEqual([first.phone, second.reason], [PHONE, 'Phone number is not valid.']);
  assert.equal(first.body, JSON.stringify({ phone: PHONE, purpose: 'LOGIN' }));
  assert.ok(first.durationMs >= 0 && Date.parse(first.at) > 0);
  assert.equal(last.reason, 'X-Project-Id header is required.');
});

test('counts and filters are for assertions', RUNS, async (t) => {
  const { emulator, send, verify } = await emulate(t, { sendLimit: 2 });
  const project = emulator.createProject();
  for (let n = 0; n < 3; n += 1) await send({ phone: PHONE });
  await verify({ phone: PHONE, code: emulator.codeFor(PHONE) });
  await clientOf(project).send({ phone: OTHER_PHONE });
  assert.deepEqual(project.requestCounts(), {
    total: 1,
    succeeded: 1,
    refused: 0,
    disturbed: 0,
    aborted: 0,
    pending: 0,
    byRoute: { send: 1 },
    byStatus: { 200: 1 },
    byErrorCode: {},
  });
  const { total, byRoute, byErrorCode } = emulator.requestCounts();
  assert.deepEqual([total, byRoute], [5, { send: 4, verify: 1 }]);
  assert.deepEqual(byErrorCode, { BAXVERIFY_RATE_LIMIT: 1 });
  const count = (filter) => emulator.requests(filter).length;
  assert.equal(count({ route: 'send', status: 200 }), 3);
  assert.equal(count({ status: '4xx', outcome: 'refused' }), 1);
  assert.equal(count({ phone: OTHER_PHONE }), 1);
  assert.equal(count({ errorCode: 'BAXVERIFY_RATE_LIMIT', method: 'post' }), 1);
  assert.equal(count({ since: emulator.requests()[1] }), 1);
  assert.equal(count({ since: new Date(0), limit: 2 }), 2);
  assert.equal(count({ since: new Date(Date.now() + 1e9) }), 0);
  assert.throws(() => emulator.requests({ outcome: 'maybe' }), /requests: outcome: must be one of/);
  assert.throws(() => emulator.requests({ status: 7 }), /option "status" must be a status/);
  project.reset();
  assert.deepEqual([project.requests().length, count()], [0, 4]);
  emulator.clearRequests();
  assert.equal(count(), 0);
});

test('disturbed calls name the rule and its effect', RUNS, async (t) => {
  const { emulator, send } = await emulate(t);
  const rule = emulator.inject({ status: 503 });
  await send({ phone: PHONE }).catch(() => {});
  rule.remove();
  emulator.inject({ connection: 'reset', times: 1 });
  await assert.rejects(send({ phone: PHONE }));
  emulator.inject({ sms: 'lost', times: 1 });
  await send({ phone: PHONE });
  const [lost, reset, status] = emulator.requests();
  assert.deepEqual(
    [lost, reset, status].map((entry) => [entry.outcome, entry.status, entry.faults[0].effect]),
    [
      ['disturbed', 200, 'sms: lost'],
      ['disturbed', undefined, 'connection: reset'],
      ['disturbed', 503, 'status: 503'],
    ],
  );
  assert.equal(status.faults[0].id, rule.id);
  assert.equal(reset.reason, 'A fault rule applied: connection: reset.');
});

test('a call without a response is pending, then aborted', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  emulator.inject({ connection: 'stall' });
  const stopping = new AbortController();
  const headers = { authorization: `Bearer ${emulator.apiKey}`, 'x-project-id': 'proj_emulator' };
  const body = JSON.stringify({ phone: PHONE });
  const options = { method: 'POST', headers, body, signal: stopping.signal };
  const call = fetch(`${emulator.url}/auth/sms/send`, options);
  const pending = await recorded(emulator, 'pending');
  assert.deepEqual(
    [pending.faults[0].effect, pending.durationMs],
    ['connection: stall', undefined],
  );
  stopping.abort();
  await assert.rejects(call);
  const aborted = await recorded(emulator, 'aborted');
  assert.deepEqual([aborted.id, aborted.status], [pending.id, undefined]);
  assert.match(aborted.reason, /closed the connection/);
});

test('no key and no proof is in the journal, and curl repeats a call', RUNS, async (t) => {
  const service = await emulate(t, { apiKey: API_KEY });
  const { emulator, call, validate } = service;
  const token = await prove(service);
  await validate({ token, consume: false });
  await call('POST', `/auth/sms/send?key=${API_KEY}`, { body: `{"phone":"'$(id)${API_KEY}"}` });
  const text = JSON.stringify(emulator.requests());
  assert.ok(!text.includes('0123456789ab') && !text.includes(token.slice(-20)));
  const entry = emulator.requests({ route: 'validate-token' })[0];
  const env = { ...process.env, BAXCLOUD_API_KEY: API_KEY, BAXVERIFY_TOKEN: token };
  const run = ({ curl }) =>
    JSON.parse(execFileSync('sh', ['-c', `${curl} -s --max-time 30`], { env, encoding: 'utf8' }));
  try {
    execFileSync('curl', ['--version']);
  } catch {
    t.diagnostic('curl is not installed');
    return;
  }
  assert.equal(run(entry).phone, PHONE);
  const odd = emulator.requests({ route: 'send' })[0];
  assert.equal(run(odd).error.code, 'BAXVERIFY_INVALID_PHONE');
  assert.equal(emulator.requests({ limit: 1 })[0].body, odd.body);
});

test('the control route has pages, filters and a stream', RUNS, async (t) => {
  const { emulator, send } = await emulate(t, { sendLimit: 0 });
  const stream = await fetch(`http://127.0.0.1:${emulator.port}/emulator/events`);
  for (let n = 0; n < 5; n += 1) await send({ phone: PHONE });
  const get = (query) => control(emulator, 'GET', `/emulator/requests${query}`);
  const first = (await get('?limit=2')).body;
  assert.deepEqual([first.requests.length, first.counts.total, first.dropped], [2, 5, 0]);
  const second = (await get(`?limit=9&before=${first.next}`)).body;
  assert.deepEqual([second.requests.length, second.next], [3, undefined]);
  assert.equal((await get('?limit=1001')).status, 400);
  assert.equal((await get('?since=soon')).status, 400);
  assert.equal((await get(`?since=${first.requests[1].id}`)).body.requests.length, 1);
  const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
  let events = '';
  while (!events.includes('"type":"request"')) events += (await reader.read()).value;
  await reader.cancel();
  assert.equal((await control(emulator, 'DELETE', '/emulator/requests')).status, 200);
  assert.deepEqual(emulator.requests(), []);
});
