// The limit of requests in flight per origin, and what happens to the others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, PHONE } from './support/client.mjs';
import { json, Server, silence } from './support/server.mjs';

const MOST = 256;
const CALLS = 600;

test('a silent server uses a limited number of connections', async (t) => {
  // A machine under load takes longer for as many calls.
  const began = performance.now();
  const quick = await Server.start(t);
  quick.reply(...Array(CALLS).fill(json({ sent: 1 })));
  await Promise.all(Array.from({ length: CALLS }, () => clientOf(quick).getStats()));
  const timeout = 2500 + Math.ceil(5 * (performance.now() - began));

  const server = await Server.start(t);
  server.reply(...Array(CALLS).fill(silence));
  const client = clientOf(server);
  const calls = Array.from({ length: CALLS }, () =>
    client.sendOtp({ phone: PHONE }, { timeout }).catch((error) => error),
  );
  await server.until(() => server.requests.length === MOST, timeout);
  // Time for an extra request to arrive.
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(server.requests.length, MOST);
  assert.equal(server.sockets.size, MOST);

  const outcomes = { not_sent: 0, unknown: 0 };
  for (const error of await Promise.all(calls)) {
    assert.equal(error.code, 'BAXVERIFY_TIMEOUT');
    outcomes[error.outcome] += 1;
  }
  // Waiting calls have sent nothing, and their error says so. At the deadline, some may still
  // get a slot, more of them on a busy machine.
  assert.equal(outcomes.not_sent + outcomes.unknown, CALLS);
  assert.ok(outcomes.unknown >= MOST && outcomes.not_sent > 0, `${outcomes.unknown}`);
  assert.ok(server.requests.length <= outcomes.unknown, `${server.requests.length}`);
});

test('waiting calls get a slot when another call ends', async (t) => {
  const server = await Server.start(t);
  let inFlight = 0;
  let most = 0;
  const later = (socket) => {
    most = Math.max(most, ++inFlight);
    setTimeout(() => {
      inFlight -= 1;
      json({ sent: 1 })(socket);
    }, 50);
  };
  server.reply(...Array(CALLS).fill(later));
  const client = clientOf(server);
  const results = await Promise.all(Array.from({ length: CALLS }, () => client.getStats()));
  assert.equal(results.length, CALLS);
  assert.ok(most <= MOST, `${most} at once`);
});
