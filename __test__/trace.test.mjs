// Tests the events on diagnostics_channel, and the OpenTelemetry spans made from them.

import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const phone = '+4366498765432';
const phases = ['start', 'error', 'end'];
let server;
let client;
/** The statuses of the responses, in order. 0 means no response. */
let statuses = [];

before(async () => {
  server = createServer((request, response) => {
    request.resume();
    const status = statuses.shift();
    if (status === 0) return;
    response.writeHead(status, { 'retry-after': '0' });
    response.end(status === 200 ? '{"expiresInSeconds":600}' : 'not for us');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new BaxCloudVerifyClient({
    projectId: 'project',
    apiKey: 'key-canary',
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
  });
});

after(() => {
  server.close();
  server.closeAllConnections();
});

/** Runs `work` and returns the events that were published. */
async function published(work) {
  const events = [];
  const listeners = phases.map((phase) => {
    const listener = (context) => events.push({ phase, context, ...context });
    subscribe(`tracing:baxverify:request:${phase}`, listener);
    return () => unsubscribe(`tracing:baxverify:request:${phase}`, listener);
  });
  try {
    await work();
  } finally {
    for (const stop of listeners) stop();
  }
  return events;
}

test('a request is published with its start and end', async () => {
  statuses = [200];
  const events = await published(() => client.sendOtp({ phone }));
  assert.deepEqual(
    events.map(({ phase, method, path, attempt, status }) => [
      phase,
      method,
      path,
      attempt,
      status,
    ]),
    [
      ['start', 'POST', '/v1/auth/sms/send', 1, undefined],
      ['end', 'POST', '/v1/auth/sms/send', 1, 200],
    ],
  );
  assert.equal(events[0].context, events[1].context);
  assert.ok(Number.isInteger(events[1].duration));
  assert.doesNotMatch(JSON.stringify(events), /canary|66498765432/);
});

test('each attempt is published, failures with their code', async () => {
  statuses = [502, 200];
  const events = await published(() => client.getStats({}));
  assert.deepEqual(
    events.map(({ phase, attempt, status, code }) => [phase, attempt, status, code]),
    [
      ['start', 1, undefined, undefined],
      ['error', 1, 502, 'BAXVERIFY_HTTP_ERROR'],
      ['end', 1, 502, 'BAXVERIFY_HTTP_ERROR'],
      ['start', 2, undefined, undefined],
      ['end', 2, 200, undefined],
    ],
  );
});

test('an aborted request ends too', async () => {
  statuses = [0];
  const abort = new AbortController();
  const events = await published(async () => {
    const call = client.sendOtp({ phone }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    await assert.rejects(call, { name: 'AbortError' });
  });
  assert.deepEqual(
    events.map(({ phase, code }) => [phase, code]),
    [
      ['start', undefined],
      ['error', 'ABORTED'],
      ['end', 'ABORTED'],
    ],
  );
});

test('events come in the context of the call, even the end of an aborted one', async () => {
  statuses = [0];
  const context = new AsyncLocalStorage();
  const seen = [];
  const listener = () => seen.push(context.getStore());
  for (const phase of phases) subscribe(`tracing:baxverify:request:${phase}`, listener);
  const abort = new AbortController();
  const call = context.run('caller', () => client.sendOtp({ phone }, { signal: abort.signal }));
  setTimeout(() => context.run('aborter', () => abort.abort()), 100);
  await assert.rejects(call, { name: 'AbortError' });
  for (const phase of phases) unsubscribe(`tracing:baxverify:request:${phase}`, listener);
  assert.deepEqual(seen, ['caller', 'caller', 'caller']);
});

test('OpenTelemetry gets client spans under the span of the caller', async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  await import('../examples/opentelemetry.mjs');

  statuses = [503, 200];
  await trace.getTracer('app').startActiveSpan('POST /login', async (span) => {
    await client.listLogs({ phone });
    span.end();
  });

  const [failed, succeeded, parent] = exporter.getFinishedSpans();
  assert.equal(parent.name, 'POST /login');
  for (const span of [failed, succeeded]) {
    assert.equal(span.kind, SpanKind.CLIENT);
    assert.equal(span.parentSpanContext.spanId, parent.spanContext().spanId);
    assert.equal(span.attributes['http.request.method'], 'GET');
    assert.equal(span.attributes['url.path'], '/v1/auth/sms/logs');
  }
  assert.equal(failed.status.code, SpanStatusCode.ERROR);
  assert.equal(failed.attributes['error.type'], 'BAXVERIFY_HTTP_ERROR');
  assert.equal(failed.attributes['http.response.status_code'], 503);
  assert.equal(succeeded.attributes['http.response.status_code'], 200);
  assert.equal(succeeded.attributes['http.request.resend_count'], 1);
  await provider.shutdown();
});
