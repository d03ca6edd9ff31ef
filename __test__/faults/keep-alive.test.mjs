/** The client follows `Keep-Alive: timeout=, max=` of a server. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { pemFile, root } from './certificates.mjs';
import { http1Server, json, OK_VALUE } from './http1.mjs';

before(() => {
  process.env.NODE_EXTRA_CA_CERTS = pemFile(root);
});

/** The servers share a thread with other work, so they may see a request late. */
const GRACE = 50;

let lastPhone = 0;
const newPhone = () => `+43664${String(lastPhone++).padStart(8, '0')}`;

const clientOf = ({ baseUrl }) =>
  new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl, maxRetries: 0 });

/**
 * A server that sends `header` with each response, and keeps a connection for `kept` ms after it.
 * Then it closes the connection, or it closes when another request arrives. The client cannot see
 * the second kind in advance.
 */
async function startServer(
  t,
  { header, kept, lurking = false, most = Number.POSITIVE_INFINITY, tls },
) {
  const requests = new WeakMap();
  const answered = new WeakMap();
  const seen = { most: 0, tooLate: 0 };
  const server = await http1Server(
    {
      request: (socket) => {
        const number = (requests.get(socket) ?? 0) + 1;
        requests.set(socket, number);
        seen.most = Math.max(seen.most, number);
        if (number > most || performance.now() - answered.get(socket) > kept + GRACE) {
          seen.tooLate += 1;
          socket.destroy();
          return;
        }
        socket.write(json('200 OK', OK_VALUE, [header(number)]));
        answered.set(socket, performance.now());
        clearTimeout(socket.closing);
        if (!lurking && number < most) {
          socket.closing = setTimeout(() => socket.destroy(), kept).unref();
        }
      },
    },
    tls,
  );
  t.after(() => server.close());
  return { ...server, use: seen };
}

async function sendAll(client, count) {
  const calls = Array.from({ length: count }, () => client.sendOtp({ phone: newPhone() }));
  const results = await Promise.allSettled(calls);
  return results.filter(({ reason }) => reason).map(({ reason }) => reason.message);
}

describe('Keep-Alive: timeout', { concurrency: true }, () => {
  const AT_ONCE = 3;
  const spellings = {
    plain: (seconds) => `Keep-Alive: timeout=${seconds}`,
    'with a maximum': (seconds) => `Keep-Alive: timeout=${seconds}, max=100`,
    'in other letters': (seconds) => `keep-alive: MAX=100 , Timeout = "${seconds}" ; x`,
  };
  /** From well before the timeout until well after it. */
  const pauses = [-400, -60, -30, -15, -5, -1, 0, 1, 5, 10, 20, 40, 80, 300];

  for (const seconds of [1, 2]) {
    for (const tls of [false, true]) {
      for (const lurking of [false, true]) {
        const how = `${tls ? 'TLS' : 'plain'}, ${lurking ? 'closed at the next request' : 'closed then'}`;
        it(`of ${seconds} s is kept: ${how}`, async (t) => {
          const failures = await Promise.all(
            pauses.map(async (pause) => {
              const server = await startServer(t, {
                header: () => spellings.plain(seconds),
                kept: seconds * 1000,
                lurking,
                tls,
              });
              const client = clientOf(server);
              const first = await sendAll(client, AT_ONCE);
              await sleep(seconds * 1000 + pause);
              const found = [...first, ...(await sendAll(client, AT_ONCE))];
              return found.map((message) => `${pause}: ${message}`);
            }),
          );
          assert.deepEqual(failures.flat(), []);
        });
      }
    }
  }

  for (const [name, header] of Object.entries(spellings).slice(0, 2)) {
    it(`does not make every call open a connection: ${name}`, async (t) => {
      const server = await startServer(t, { header: () => header(2), kept: 2000 });
      const client = clientOf(server);
      for (let call = 0; call < 10; call++) {
        assert.deepEqual(await sendAll(client, 1), []);
        await sleep(20);
      }
      // The header of the first response may come too late for its own connection.
      assert.ok(server.seen.connections <= 2, `${server.seen.connections} connections`);
    });
  }

  it('of 0 ends one connection, and later ones are kept', async (t) => {
    let answers = 0;
    const server = await startServer(t, {
      header: () => (answers++ === 0 ? 'Keep-Alive: timeout=0' : spellings.plain(5)),
      kept: 5000,
    });
    const client = clientOf(server);
    for (let call = 0; call < 10; call++) assert.deepEqual(await sendAll(client, 1), []);
    assert.equal(server.use.most, 9);
  });

  it('of an invalid form is harmless', async (t) => {
    for (const header of [
      'Keep-Alive: timeout=',
      'Keep-Alive: timeout=-1',
      'Keep-Alive: timeout=99999999999999999999999999',
      'Keep-Alive: max=99999999999999999999999999',
      `Keep-Alive: ${','.repeat(2000)}`,
      'Keep-Alive: timeout=1.5.5, max=,,=',
      'Keep-Alive: \xff\xfe',
      spellings['in other letters'](5),
    ]) {
      const server = await startServer(t, { header: () => header, kept: 5000 });
      const client = clientOf(server);
      for (let call = 0; call < 3; call++) assert.deepEqual(await sendAll(client, 1), [], header);
    }
  });
});

describe('Keep-Alive: max', { concurrency: true }, () => {
  for (const tls of [false, true]) {
    const kind = tls ? 'TLS' : 'plain';
    for (const pause of [0, 1, 5, 20]) {
      it(`of 0 ends the use of a connection: ${kind}, ${pause} ms later`, async (t) => {
        const server = await startServer(t, {
          header: () => 'Keep-Alive: timeout=5, max=0',
          kept: 5000,
          most: 1,
          tls,
        });
        const client = clientOf(server);
        for (let call = 0; call < 20; call++) {
          assert.deepEqual(await sendAll(client, 1), []);
          if (pause > 0) await sleep(pause);
        }
        assert.equal(server.use.tooLate, 0);
      });
    }

    it(`that counts down is followed to its end: ${kind}`, async (t) => {
      const server = await startServer(t, {
        header: (number) => `Keep-Alive: timeout=5, max=${3 - number}`,
        kept: 5000,
        most: 3,
        tls,
      });
      const client = clientOf(server);
      for (let call = 0; call < 12; call++) assert.deepEqual(await sendAll(client, 1), []);
      assert.equal(server.use.tooLate, 0);
      assert.equal(server.use.most, 3);
      assert.equal(server.seen.connections, 4);
    });
  }
});
