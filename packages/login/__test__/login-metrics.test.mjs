// The OpenTelemetry metrics that examples/login-metrics.mjs makes of diagnostics, with a real meter
// provider, the emulator and a login.

import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { login as kit, newPhone, startService } from './support/service.mjs';

const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });

before(async () => {
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  await import('../../../examples/login-metrics.mjs');
});
afterEach(collect);

/** What was measured since the last call: by name, a list of attributes and values. */
async function collect() {
  exporter.reset();
  await reader.forceFlush();
  const found = {};
  for (const { scopeMetrics } of exporter.getMetrics()) {
    for (const { descriptor, dataPoints } of scopeMetrics.flatMap((scope) => scope.metrics)) {
      found[descriptor.name] = dataPoints.map(({ attributes, value }) => ({ attributes, value }));
    }
  }
  return found;
}

const ip = '192.0.2.1';
const rejected = (promise, reason) => assert.rejects(promise, (error) => error.reason === reason);

test('counts SMS, codes and conversion by country', async (t) => {
  const { emulator, client } = await startService(t);
  const login = kit.createPhoneLogin({ client });
  const phones = [newPhone(), newPhone()];
  for (const phone of phones) await login.send({ phone, ip });
  const [phone] = phones;
  const code = emulator.codeFor(phone);
  const wrong = code === '000000' ? '111111' : '000000';
  await rejected(login.verify({ phone, code: wrong, ip }), 'wrong_code');
  await login.verify({ phone, code, ip });

  const found = await collect();
  const country = 'AT';
  assert.deepEqual(found['baxverify.login.sends'], [
    { attributes: { 'baxverify.country': country, 'baxverify.outcome': 'sent' }, value: 2 },
  ]);
  assert.deepEqual(found['baxverify.login.verifications'], [
    { attributes: { 'baxverify.country': country, 'baxverify.result': 'wrong_code' }, value: 1 },
    { attributes: { 'baxverify.country': country, 'baxverify.result': 'verified' }, value: 1 },
  ]);
  assert.deepEqual(found['baxverify.login.conversion'], [
    { attributes: { 'baxverify.country': country }, value: 0.5 },
  ]);
  assert.equal(found['baxverify.login.refusals'], undefined);
  assert.deepEqual(found['baxverify.login.store.state'], [{ attributes: {}, value: 0 }]);

  const decisions = found['baxverify.login.decision.duration'];
  assert.deepEqual(
    decisions.map(({ attributes, value }) => [...Object.values(attributes), value.count]),
    [
      ['send', 'allow', 2],
      ['verify', 'allow', 2],
    ],
  );
  for (const { value } of decisions) assert.ok(value.sum > 0 && value.max < 1, `${value.max} s`);
  const requests = found['baxverify.request.duration'];
  const total = requests.reduce((sum, { value }) => sum + value.count, 0);
  // Two sends, two tries, and the check of the proof.
  assert.equal(total, 5);
  assert.ok(requests.every(({ attributes }) => attributes['http.response.status_code'] >= 200));
  assert.doesNotMatch(JSON.stringify(found), new RegExp(`${phone.slice(4)}|${code}|192\\.0`));
});

test('counts refusals by reason, rule and country', async (t) => {
  const { client } = await startService(t);
  const guard = kit.createSendGuard({
    countries: { deny: ['DE'] },
    limits: { address: { max: 1, windowSeconds: 3600 } },
  });
  const login = kit.createPhoneLogin({ client, guard });
  await login.send({ phone: newPhone(), ip });
  await rejected(login.send({ phone: newPhone(), ip }), 'slow_down');
  await rejected(login.send({ phone: newPhone(), ip }), 'slow_down');
  await rejected(login.send({ phone: '+4915112345678', ip }), 'country_not_served');

  const refusals = (await collect())['baxverify.login.refusals'];
  assert.deepEqual(
    refusals.map(({ attributes, value }) => [...Object.values(attributes), value]),
    [
      ['send', 'slow_down', 'address', 'AT', false, 2],
      ['send', 'country_not_served', 'country', 'DE', false, 1],
    ],
  );
});

test('counts what monitor mode would refuse', async (t) => {
  const { client } = await startService(t);
  const guard = kit.createSendGuard({ mode: 'monitor', countries: { deny: ['AT'] } });
  const login = kit.createPhoneLogin({ client, guard });
  await login.send({ phone: newPhone(), ip });
  const refusals = (await collect())['baxverify.login.refusals'];
  assert.deepEqual(
    refusals.map(({ attributes, value }) => [...Object.values(attributes), value]),
    [['send', 'country_not_served', 'country', 'AT', true, 1]],
  );
});

test('counts an SMS that was not sent, which is not part of the conversion', async (t) => {
  const { emulator, client } = await startService(t);
  const login = kit.createPhoneLogin({ client });
  await emulator.stop();
  const phone = '+41791234567';
  await rejected(login.send({ phone, ip }), 'unavailable');
  const found = await collect();
  assert.deepEqual(found['baxverify.login.sends'], [
    { attributes: { 'baxverify.country': 'CH', 'baxverify.outcome': 'not_sent' }, value: 1 },
  ]);
  const countries = found['baxverify.login.conversion'].map((point) => point.attributes);
  assert.ok(!countries.some((attributes) => attributes['baxverify.country'] === 'CH'));
  const [{ attributes }] = found['baxverify.request.duration'];
  assert.ok(attributes['error.type'], JSON.stringify(attributes));
});

test('counts proofs', async (t) => {
  const { client } = await startService(t);
  const login = kit.createPhoneLogin({ client });
  await rejected(login.accept({ token: 'a.b.c' }), 'proof_refused');
  const found = await collect();
  assert.deepEqual(found['baxverify.login.proofs'], [
    { attributes: { 'baxverify.result': 'refused' }, value: 1 },
  ]);
});

test('shows a store that is gone', async () => {
  const { redisStore, createSendGuard } = kit;
  const fail = async () => {
    throw new Error('gone');
  };
  const guard = createSendGuard({
    store: redisStore({ evalsha: fail, eval: fail }),
    secret: 's'.repeat(32),
    budget: { perHour: 0 },
  });
  const { action } = await guard.checkSend({ phone: newPhone(), ip });
  guard.close();
  assert.equal(action, 'refuse');
  const [{ value }] = (await collect())['baxverify.login.store.state'];
  assert.ok(value === 1 || value === 2, `${value}`);
});
