// Turns the diagnostics of the login kit and of the SDK into OpenTelemetry metrics. Run
// `import './login-metrics.mjs'` once, after you register your meter provider.
//
// - `baxverify.login.sends`: SMS, by country and outcome
// - `baxverify.login.verifications`: codes, by country and result
// - `baxverify.login.proofs`: proofs from elsewhere, by result
// - `baxverify.login.refusals`: by operation, reason, rule and country
// - `baxverify.login.conversion`: verified codes per SMS in the last hour, by country
// - `baxverify.login.decision.duration`: seconds, by operation and action
// - `baxverify.login.store.state`: 0 works, 1 degraded, 2 closed
// - `baxverify.request.duration`: seconds of each request to the service, by status

import { subscribe, tracingChannel } from 'node:diagnostics_channel';
import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('@baxcloud/baxverify-login');
const sends = meter.createCounter('baxverify.login.sends', { unit: '{sms}' });
const verifications = meter.createCounter('baxverify.login.verifications', { unit: '{code}' });
const proofs = meter.createCounter('baxverify.login.proofs', { unit: '{proof}' });
const refusals = meter.createCounter('baxverify.login.refusals', { unit: '{request}' });
const decisions = meter.createHistogram('baxverify.login.decision.duration', {
  unit: 's',
  advice: { explicitBucketBoundaries: [1e-5, 1e-4, 1e-3, 5e-3, 0.02, 0.1, 0.25, 1] },
});
const requests = meter.createHistogram('baxverify.request.duration', {
  unit: 's',
  advice: { explicitBucketBoundaries: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
});

/** An hour in parts of five minutes. Counts of older parts are dropped. */
const PARTS = 12;
const PART_MS = 300_000;
/** Maps a country to its parts. There are about 250 countries. */
const recent = new Map();

function count(country, field) {
  const part = Math.floor(Date.now() / PART_MS);
  if (!recent.has(country)) recent.set(country, new Map());
  const parts = recent.get(country);
  if (!parts.has(part)) parts.set(part, { sent: 0, verified: 0 });
  parts.get(part)[field] += 1;
  for (const old of parts.keys()) if (old <= part - PARTS) parts.delete(old);
}

meter.createObservableGauge('baxverify.login.conversion', { unit: '1' }).addCallback((result) => {
  const oldest = Math.floor(Date.now() / PART_MS) - PARTS;
  for (const [country, parts] of recent) {
    let sent = 0;
    let verified = 0;
    for (const [part, counts] of parts) {
      if (part <= oldest) continue;
      sent += counts.sent;
      verified += counts.verified;
    }
    if (sent > 0) result.observe(verified / sent, { 'baxverify.country': country });
  }
});

const STATES = ['ok', 'degraded', 'closed'];
let state = 'ok';
meter
  .createObservableGauge('baxverify.login.store.state')
  .addCallback((result) => result.observe(STATES.indexOf(state)));

subscribe('baxverify:login', (event) => {
  const country = event.country ?? 'none';
  if (event.type === 'settled') settled(event, country);
  else decided(event, country);
});

function decided({ operation, action, wouldBe, reason, rule, milliseconds, store }, country) {
  state = store;
  // In monitor mode the action is always 'allow', and `wouldBe` is the guard's opinion.
  const judged = wouldBe ?? action;
  decisions.record(milliseconds / 1000, {
    'baxverify.operation': operation,
    'baxverify.action': judged,
  });
  if (judged === 'allow') return;
  refusals.add(1, {
    'baxverify.operation': operation,
    'baxverify.reason': reason,
    'baxverify.rule': rule ?? 'none',
    'baxverify.country': country,
    'baxverify.monitored': wouldBe !== undefined,
  });
}

function settled({ operation, outcome }, country) {
  if (operation === 'send') {
    sends.add(1, { 'baxverify.country': country, 'baxverify.outcome': outcome });
    if (outcome === 'sent' || outcome === 'unknown') count(country, 'sent');
  } else if (operation === 'proof') {
    proofs.add(1, { 'baxverify.result': outcome });
  } else {
    verifications.add(1, { 'baxverify.country': country, 'baxverify.result': outcome });
    if (outcome === 'verified') count(country, 'verified');
  }
}

tracingChannel('baxverify:request').subscribe({
  end({ method, status, code, duration }) {
    requests.record(duration / 1000, {
      'http.request.method': method,
      ...(status ? { 'http.response.status_code': status } : {}),
      ...(code ? { 'error.type': code } : {}),
    });
  },
});
