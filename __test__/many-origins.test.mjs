// A process that calls many addresses. Calls to one must not end calls to others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf } from './support/client.mjs';
import { json, Server } from './support/server.mjs';

/** More addresses than a process keeps engines for. */
const KEPT = 16;
const ROUNDS = 20;

function spin(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('calls to idle addresses succeed during calls to new ones', async (t) => {
  const late = (socket) => setTimeout(() => json({})(socket), 80);
  const ends = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    const servers = await Promise.all(Array.from({ length: KEPT + 2 }, () => Server.start(t)));
    const calls = servers.map((server) => {
      const client = clientOf(server);
      return () =>
        client.sendOtp({ phone: '+431' }).then(
          () => 'ok',
          ({ code, message }) => `${code}: ${message}`,
        );
    });
    for (const [at, server] of servers.slice(0, KEPT).entries()) {
      server.reply(json({}));
      await calls[at]();
    }
    for (const server of servers) server.reply(late);
    // Each address is evicted just before it is used again. Then one more is added.
    const inFlight = [calls[KEPT](), ...calls.slice(0, KEPT).map((call) => call())];
    spin(round % 10);
    inFlight.push(calls[KEPT + 1]());
    for (const end of await Promise.all(inFlight)) ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  assert.deepEqual([...ends], [['ok', (KEPT + 2) * ROUNDS]]);
});

test('fifty addresses in turn are all reached', async (t) => {
  const servers = await Promise.all(Array.from({ length: 50 }, () => Server.start(t)));
  const clients = servers.map((server) => clientOf(server));
  for (let round = 0; round < 20; round++) {
    for (const server of servers) server.reply(json({ round }));
    const results = await Promise.all(clients.map((client) => client.getStats()));
    for (const result of results) assert.deepEqual(result, { round });
  }
});
