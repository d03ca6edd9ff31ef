/** Servers that close connections which the client still has, over plain HTTP/1.1 and TLS. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { good, pemFile, root } from './certificates.mjs';
import { http1Server, json, OK, OK_VALUE } from './http1.mjs';

before(() => {
  process.env.NODE_EXTRA_CA_CERTS = pemFile(root);
});

const client = (baseUrl) =>
  new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'bax_sk_k', baseUrl });

/** Stops the server after the test, even if it fails. */
const during = async (test, starting) => {
  const server = await starting;
  test.after(() => server.close());
  return server;
};

let lastPhone = 0;
const newPhone = () => `+43664${String(lastPhone++).padStart(8, '0')}`;

/** A Node.js server that counts the requests for each number. */
async function countingServer({ secure, hint, keepAliveTimeout = 5000 }) {
  const sent = new Map();
  const state = { round: 1, reused: 0 };
  const listener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'POST') {
      const { phone } = JSON.parse(body);
      sent.set(phone, (sent.get(phone) ?? 0) + 1);
    }
    // A connection of the previous round.
    request.socket.round ??= state.round;
    if (request.socket.round !== state.round) state.reused += 1;
    // Node.js sends its own hint unless the header is set.
    if (!hint) response.setHeader('Connection', 'keep-alive');
    response.end(JSON.stringify(OK_VALUE));
  };
  const server = secure ? createSecureServer(good, listener) : createServer(listener);
  server.keepAliveTimeout = keepAliveTimeout;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    sent,
    state,
    baseUrl: `${secure ? 'https' : 'http'}://127.0.0.1:${server.address().port}/v1`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const variants = [
  { secure: false, hint: true },
  { secure: false, hint: false },
  { secure: true, hint: true },
  { secure: true, hint: false },
];
const title = ({ secure, hint }) =>
  `${secure ? 'TLS' : 'plain'}, ${hint ? 'with' : 'without'} a hint`;

describe('a server that closes idle connections after 5 s', { concurrency: true }, () => {
  /** Pauses around the idle timeouts of the client and the server. */
  const pauses = [3950, 4000, 4050, 4900, 4960, 4980, 5000, 5020, 5040, 5100];
  const AT_ONCE = 25;

  for (const variant of variants) {
    it(`causes no error in 500 calls: ${title(variant)}`, async (t) => {
      const failures = [];
      let calls = 0;
      let writes = 0;
      const round = async (target, phones) => {
        const results = await Promise.allSettled(
          phones.map((phone) => {
            calls += 1;
            return calls % 2 === 0 ? target.sendOtp({ phone }) : target.getStats();
          }),
        );
        for (const { reason } of results) if (reason) failures.push(reason.message);
      };
      await Promise.all(
        pauses.map(async (pause) => {
          const server = await during(t, countingServer(variant));
          const target = client(server.baseUrl);
          const phones = () => Array.from({ length: AT_ONCE }, newPhone);
          await round(target, phones());
          await sleep(pause);
          server.state.round = 2;
          await round(target, phones());
          if (pause >= 4900) assert.equal(server.state.reused, 0, 'a connection was kept too long');
          for (const times of server.sent.values()) assert.equal(times, 1);
          writes += server.sent.size;
        }),
      );
      assert.deepEqual(failures, []);
      assert.equal(calls, 500);
      assert.equal(writes, 250);
    });
  }
});

describe('a server that closes at the moment of reuse', { concurrency: true }, () => {
  for (const tls of [false, true]) {
    const kind = tls ? 'TLS' : 'plain';

    it(`makes a write fail as unknown, and not come twice: ${kind}`, async (t) => {
      // Answers the first request of a connection and closes on the second.
      const requests = new WeakMap();
      const server = await during(
        t,
        http1Server(
          {
            request: (socket) => {
              requests.set(socket, (requests.get(socket) ?? 0) + 1);
              if (requests.get(socket) === 1) socket.write(OK);
              else socket.destroy();
            },
          },
          tls,
        ),
      );
      const target = client(server.baseUrl);
      for (let round = 0; round < 10; round++) {
        await target.sendOtp({ phone: newPhone() });
        await sleep(5);
        const error = await target.sendOtp({ phone: newPhone() }).catch((reason) => reason);
        assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
        assert.equal(error.outcome, 'unknown');
        assert.equal(error.retryable, false);
        assert.equal(error.attempts, 1);
      }
      assert.equal(server.seen.POST, 20);
      assert.equal(server.seen.connections, 10, 'each connection was reused once');
    });

    it(`is not noticed by reading calls: ${kind}`, async (t) => {
      const requests = new WeakMap();
      const server = await during(
        t,
        http1Server(
          {
            request: (socket) => {
              requests.set(socket, (requests.get(socket) ?? 0) + 1);
              if (requests.get(socket) === 1) socket.write(OK);
              else socket.destroy();
            },
          },
          tls,
        ),
      );
      const target = client(server.baseUrl);
      for (let round = 0; round < 10; round++) {
        assert.equal((await target.getStats()).sent, 1);
        await sleep(5);
      }
      assert.ok(server.seen.GET > 10, 'some were repeated');
    });

    it(`races the client: ${kind}`, async (t) => {
      const KEPT = 40;
      let unknown = 0;
      let reused = 0;
      const lane = async (pause) => {
        const server = await during(
          t,
          http1Server(
            {
              request: (socket) => {
                socket.write(OK);
                clearTimeout(socket.idle);
                socket.idle = setTimeout(() => socket.destroy(), KEPT);
              },
            },
            tls,
          ),
        );
        const target = client(server.baseUrl);
        let posts = 0;
        let gets = 0;
        for (let round = 0; round < 20; round++) {
          if (round % 2 === 0) {
            const error = await target.sendOtp({ phone: newPhone() }).catch((reason) => reason);
            if (error instanceof Error) {
              assert.equal(error.outcome, 'unknown');
              unknown += 1;
            } else {
              posts += 1;
            }
          } else {
            assert.equal((await target.getStats()).sent, 1);
            gets += 1;
          }
          await sleep(pause);
        }
        // A failed write may have arrived. A successful one has arrived once.
        assert.ok(server.seen.POST >= posts && server.seen.POST <= 10, `${server.seen.POST}`);
        assert.ok(server.seen.GET >= gets);
        reused += 20 - server.seen.connections;
      };
      // Whether a write meets a closing connection is random, especially on a busy machine.
      for (let tries = 0; tries < 5 && (unknown === 0 || reused === 0); tries++) {
        await Promise.all(Array.from({ length: 25 }, (_, at) => lane(KEPT - 6 + at / 2)));
      }
      assert.ok(unknown > 0, 'no write met a closing connection');
      assert.ok(reused > 0, 'no connection was reused');
    });
  }
});

describe('data that a server sends unasked', () => {
  for (const [how, send] of [
    ['with the answer', (socket, surplus) => socket.write(OK + surplus)],
    [
      'after the answer',
      (socket, surplus) => {
        socket.write(OK);
        setTimeout(() => socket.write(surplus), 3);
      },
    ],
  ]) {
    it(`is never taken for the answer to the next call: ${how}`, async (t) => {
      const surplus = json('200 OK', { expiresInSeconds: 666 });
      const server = await during(t, http1Server({ request: (socket) => send(socket, surplus) }));
      const target = client(server.baseUrl);
      for (let round = 0; round < 60; round++) {
        const result = await target.sendOtp({ phone: newPhone() }).catch((reason) => reason);
        assert.notEqual(result.expiresInSeconds, 666);
        // If it arrives while the next call waits, no client can distinguish it from the response.
        await sleep(15);
      }
    });
  }
});
