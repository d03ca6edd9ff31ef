/** Tests when calls are retried, the waits, and that a write never arrives twice. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { before, describe, it } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { pemFile, root } from './certificates.mjs';
import { answer, http1Server, json, OK, TAKEN } from './http1.mjs';
import { Code, http2Server } from './http2.mjs';

before(() => {
  process.env.NODE_EXTRA_CA_CERTS = pemFile(root);
});

const PHONE = '+4366412345678';

/** Stops the server after the test, even if it fails. */
const during = async (test, starting) => {
  const server = await starting;
  test.after(() => server.close());
  return server;
};

const client = (server, options) =>
  new BaxCloudVerifyClient({
    projectId: 'p',
    apiKey: 'bax_sk_k',
    baseUrl: server.baseUrl,
    ...options,
  });

/**
 * A server that responds with `texts` one by one, then always with the last one. It records the
 * times of requests.
 */
async function script(test, texts) {
  const times = [];
  const server = await http1Server({
    request: (socket, number) => {
      times.push(performance.now());
      socket.write(texts[Math.min(number, texts.length) - 1]);
    },
  });
  return during(test, { ...server, times });
}

/** Connects a socket to a local port. */
function pipe(socket, port) {
  const onward = connect(port, '127.0.0.1');
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
  socket.pipe(onward).pipe(socket);
  return TAKEN;
}

const gaps = (times) => times.slice(1).map((time, at) => time - times[at]);
const failure = (promise) => promise.then(assert.fail, (error) => error);
const busy = (headers) => answer('503 Busy', '', headers);

describe('repetition', { concurrency: true }, () => {
  it('happens twice by default', async (t) => {
    const server = await script(t, [busy()]);
    const error = await failure(client(server).getStats());
    assert.equal(error.attempts, 3);
    assert.equal(server.seen.GET, 3);
  });

  it('happens as often as the client or the call sets', async (t) => {
    const server = await script(t, [busy(['Retry-After: 0'])]);
    const target = client(server, { maxRetries: 1 });
    assert.equal((await failure(target.getStats())).attempts, 2);
    assert.equal((await failure(target.getStats({}, { maxRetries: 0 }))).attempts, 1);
    assert.equal((await failure(target.listLogs({}, { maxRetries: 10 }))).attempts, 11);
    assert.equal(server.seen.GET, 2 + 1 + 11);
  });

  it('ends with the first success', async (t) => {
    const server = await script(t, [busy(), busy(), OK]);
    assert.equal((await client(server).getStats()).sent, 1);
    assert.equal(server.seen.GET, 3);
  });

  it('does not happen for a write with a response', async (t) => {
    const limited = json('429 Slow', { error: { code: 'BAXVERIFY_RATE_LIMIT' } }, [
      'Retry-After: 0',
    ]);
    for (const text of [busy(['Retry-After: 0']), answer('408 Late'), limited]) {
      const server = await script(t, [text]);
      const error = await failure(client(server, { maxRetries: 10 }).sendOtp({ phone: PHONE }));
      assert.equal(error.attempts, 1);
      assert.equal(server.seen.POST, 1);
    }
  });

  it('happens for a write that was not sent', async (t) => {
    let hellos = 0;
    const server = await http1Server({ request: (socket) => socket.write(OK) }, true);
    await during(t, server);
    // Two connections end during the TLS handshake. The third reaches the server.
    const front = await http1Server({
      connect: (socket) => {
        hellos += 1;
        return hellos < 3 ? socket.destroy() : pipe(socket, server.port);
      },
    });
    await during(t, front);
    const target = client({ baseUrl: server.baseUrl.replace(server.port, front.port) });
    assert.equal((await target.sendOtp({ phone: PHONE })).expiresInSeconds, 300);
    assert.equal(hellos, 3);
    assert.equal(server.seen.POST, 1);
  });

  it('happens for a write whose connection takes too long to open', async (t) => {
    const server = await during(t, http1Server({ request: (socket) => socket.write(OK) }, true));
    let hellos = 0;
    // The first connection is never accepted.
    const front = await during(
      t,
      http1Server({
        connect: (socket) => {
          hellos += 1;
          return hellos === 1 ? undefined : pipe(socket, server.port);
        },
      }),
    );
    const target = client({ baseUrl: server.baseUrl.replace(server.port, front.port) });
    assert.equal((await target.sendOtp({ phone: PHONE })).expiresInSeconds, 300);
    assert.equal(hellos, 2);
    assert.equal(server.seen.POST, 1);
  });

  it('does not happen if no connection opens in time', async (t) => {
    const server = await during(t, http1Server({}));
    const target = client({ baseUrl: server.baseUrl.replace('http:', 'https:') });
    const error = await failure(target.sendOtp({ phone: PHONE }, { maxRetries: 0 }));
    assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
    assert.equal(error.outcome, 'not_sent');
    assert.match(error.message, /did not accept the connection in time/);
    assert.equal(error.cause.message, 'connecting took too long');
  });

  it('happens for a write that the protocol reports as not processed', async (t) => {
    const server = await during(
      t,
      http2Server({
        request: (peer, stream, number) => {
          if (number === 1) peer.reset(stream, Code.REFUSED_STREAM);
          else if (number === 2) peer.goAway(0, Code.NO_ERROR);
          else peer.answer(stream);
        },
      }),
    );
    const target = client(server);
    assert.equal((await target.sendOtp({ phone: PHONE })).expiresInSeconds, 300);
    assert.equal(server.seen.POST, 3);
  });
});

describe('waits', { concurrency: true }, () => {
  it('grow, and are random', async (t) => {
    const runs = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const server = await script(t, [busy()]);
        await failure(client(server, { maxRetries: 3 }).getStats());
        return gaps(server.times);
      }),
    );
    const slack = 250;
    for (const [at, step] of [250, 500, 1000].entries()) {
      const waits = runs.map((run) => run[at]);
      assert.ok(Math.max(...waits) <= step + slack, `${step}: ${waits}`);
      assert.ok(Math.max(...waits) > step / 2, `${step}: ${waits}`);
      assert.ok(Math.min(...waits) < step / 2 + slack / 2, `${step}: ${waits}`);
    }
  });

  it('do not start if they would pass the deadline', async (t) => {
    const server = await script(t, [busy(['Retry-After: 1'])]);
    const began = performance.now();
    const error = await failure(client(server, { timeout: 800 }).getStats());
    assert.ok(performance.now() - began < 900);
    assert.equal(error.statusCode, 503);
    assert.equal(error.retryAfterMs, 1000);
    assert.equal(error.attempts, 1);
  });

  it('share one deadline with all attempts', async (t) => {
    const server = await during(
      t,
      http1Server({ request: (socket, number) => number === 1 && socket.write(busy()) }),
    );
    const began = performance.now();
    const error = await failure(client(server, { timeout: 700 }).getStats());
    const elapsed = performance.now() - began;
    assert.equal(error.code, 'BAXVERIFY_TIMEOUT');
    assert.equal(error.attempts, 2);
    assert.ok(elapsed >= 690 && elapsed < 1300, `${elapsed}`);
  });
});

describe('Retry-After', { concurrency: true }, () => {
  it('sets the wait in seconds', async (t) => {
    const server = await script(t, [busy(['Retry-After: 1']), OK]);
    await client(server).getStats();
    const [gap] = gaps(server.times);
    assert.ok(gap >= 990 && gap < 1400, `${gap}`);
  });

  it('sets the wait by a date', async (t) => {
    const date = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2000);
    const server = await script(t, [busy([`Retry-After: ${date.toUTCString()}`]), OK]);
    await client(server).getStats();
    assert.ok(Math.abs(Date.now() - date) < 500, `${Date.now() - date}`);
  });

  it('is passed on, also for a write', async (t) => {
    const server = await script(t, [busy(['Retry-After: 30'])]);
    assert.equal((await failure(client(server).sendOtp({ phone: PHONE }))).retryAfterMs, 30_000);
  });

  it('ends the call at once if it is longer than the time left', async (t) => {
    const server = await script(t, [busy(['Retry-After: 3600'])]);
    const began = performance.now();
    const error = await failure(client(server).getStats());
    assert.ok(performance.now() - began < 900);
    assert.equal(error.attempts, 1);
    assert.equal(error.retryAfterMs, 3_600_000);
  });

  for (const nonsense of ['soon', '-1', '1.5', '', '99999999999999999999', 'Mon, 99 Foo 2020']) {
    it(`is ignored if it is nonsense: '${nonsense}'`, async (t) => {
      const server = await script(t, [busy([`Retry-After: ${nonsense}`])]);
      const error = await failure(client(server).getStats());
      assert.equal(error.attempts, 3);
      assert.equal(error.retryAfterMs, undefined);
    });
  }
});

describe('a write', () => {
  /** Mulberry32, so that every run has the same scripts. */
  function numbers(seed) {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  const onConnect = [
    undefined,
    undefined,
    undefined,
    (socket) => socket.destroy(),
    (socket) => socket.end(),
    (socket) => (socket.encrypted ? socket.destroy() : socket.resetAndDestroy()),
    (socket) => setTimeout(() => socket.destroy(), 3),
    (socket) => socket.write('nonsense\r\n\r\n'),
  ];
  const onRequest = [
    ...Array(4).fill((socket) => socket.write(OK)),
    (socket) => socket.write(busy(['Retry-After: 0'])),
    (socket) => socket.write(answer('429 Slow', '', ['Retry-After: 0'])),
    (socket) => socket.write(answer('408 Late')),
    (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-'),
    (socket) => socket.write(answer('200 OK', '{"exp', ['Content-Length: 50'])),
    (socket) => socket.write(answer('200 OK', 'zz', ['Transfer-Encoding: chunked'])),
    (socket) => socket.write(answer('307 Moved', '', ['Location: /v1/auth/sms/send'])),
    (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
    (socket) => socket.end(),
    (socket) => socket.destroy(),
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.destroy();
    },
    () => {},
  ];
  const onStream = [
    ...Array(4).fill((peer, stream) => peer.answer(stream)),
    (peer, stream) => peer.answer(stream, 500, '<html>'),
    (peer, stream) => peer.headers(stream, 200),
    (peer, stream) => {
      peer.headers(stream, 200);
      peer.reset(stream, Code.REFUSED_STREAM);
    },
    (peer, stream) => {
      peer.headers(stream, 200);
      peer.goAway(0, Code.NO_ERROR);
    },
    (peer, stream) => peer.reset(stream, Code.CANCEL),
    (peer, stream) => peer.reset(stream, Code.NO_ERROR),
    (peer, stream) => {
      peer.goAway(stream, Code.NO_ERROR);
      peer.socket.end();
    },
    (peer) => peer.socket.end(),
    (peer) => peer.socket.write(Buffer.alloc(30, 0xff)),
    () => {},
  ];
  /** Signals that the request was not processed, so that it does not count. */
  const disclaim = [
    (peer, stream) => peer.reset(stream, Code.REFUSED_STREAM),
    (peer, stream) => peer.goAway(stream - 1, Code.NO_ERROR),
    (peer, stream) => peer.goAway(stream - 1, Code.ENHANCE_YOUR_CALM),
  ];

  async function check(server, disclaimed, seed) {
    const target = client(server, { timeout: 500, maxRetries: 4 });
    const result = await target.sendOtp({ phone: PHONE }).catch((error) => error);
    const { outcome = 'ok', retryable } = result;
    await new Promise((resolve) => setTimeout(resolve, 20));
    server.close();
    const arrived = server.seen.POST - disclaimed();
    assert.ok(arrived <= 1, `seed ${seed}: ${arrived} requests arrived, outcome ${outcome}`);
    if (outcome === 'not_sent') assert.equal(arrived, 0, `seed ${seed}: not_sent, yet it arrived`);
    if (outcome === 'ok') assert.equal(arrived, 1, `seed ${seed}`);
    assert.ok(!retryable || arrived === 0 || result.statusCode === 429, `seed ${seed}: retryable`);
    return outcome;
  }

  async function http1Case(seed, tls) {
    const random = numbers(seed);
    const pick = (list) => list[Math.floor(random() * list.length)];
    const server = await http1Server(
      {
        connect: (socket) => pick(onConnect)?.(socket),
        request: (socket) => pick(onRequest)(socket),
      },
      tls,
    );
    return check(server, () => 0, seed);
  }

  async function http2Case(seed) {
    const random = numbers(seed);
    const pick = (list) => list[Math.floor(random() * list.length)];
    let disclaimed = 0;
    const server = await http2Server({
      open: (peer) => (random() < 0.8 ? peer.settings() : peer.socket.destroy()),
      request: (peer, stream) => {
        if (random() < 0.5) {
          disclaimed += 1;
          pick(disclaim)(peer, stream);
        } else {
          pick(onStream)(peer, stream);
        }
      },
    });
    return check(server, () => disclaimed, seed);
  }

  for (const [name, run] of [
    ['HTTP/1.1', (seed) => http1Case(seed, false)],
    ['HTTP/1.1 over TLS', (seed) => http1Case(seed, true)],
    ['HTTP/2', http2Case],
  ]) {
    it(`never arrives twice, whatever goes wrong: ${name}`, async () => {
      const CASES = 200;
      const outcomes = new Map();
      let next = 1;
      const work = async () => {
        while (next <= CASES) {
          const outcome = await run(next++);
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: 16 }, work));
      // If all scripts ended in the same way, they would prove nothing.
      for (const outcome of ['ok', 'unknown']) assert.ok(outcomes.get(outcome) > 5, outcome);
    });
  }
});
