import assert from 'node:assert/strict';
import { createServer, request as open } from 'node:http';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { signForTest, webhookMiddleware } from '@baxcloud/baxverify/webhooks';
import { BODY, bodies, SECRET, SIGNATURE, secrets, signatures } from './forgeries.mjs';

const HEADER = 'x-baxcloud-signature';

/** A server with the middleware. `before` acts in the place of a parser of the application. */
async function serve(t, { secret = SECRET, options, before = () => {} } = {}) {
  const middleware = webhookMiddleware(secret, options);
  const seen = [];
  const server = createServer(async (req, res) => {
    await before(req);
    middleware(req, res, (error) => {
      seen.push(error ?? req.baxcloudEvent);
      res.statusCode = error ? 500 : 200;
      res.end(error?.code ?? String(req.rawBody));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: server.address().port, seen };
}

/** Resolves with the response, also if the server ends the connection while the body is sent. */
function post(port, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = open({ port, host: '127.0.0.1', method: 'POST', headers, agent: false });
    outgoing.on('response', async (response) => {
      let text = '';
      for await (const part of response.setEncoding('utf8')) text += part;
      resolve({ status: response.statusCode, text, headers: response.headers });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const signed = (body, more) => ({
  [HEADER]: signForTest({ secret: SECRET, payload: body }),
  ...more,
});
const refusal = (code) => JSON.stringify({ error: `BAXVERIFY_WEBHOOK_${code}` });

test('reads the body, sets the event and keeps the raw body', async (t) => {
  const { port, seen } = await serve(t);
  const { status, text } = await post(port, BODY, signed(BODY));
  assert.deepEqual([status, text], [200, BODY]);
  assert.equal(seen[0].event, 'otp.sent');
  assert.equal(seen[0].projectId, 'proj_1');
});

test('reads a body that arrives in parts', async (t) => {
  const { port, seen } = await serve(t);
  const body = `${BODY.slice(0, -1)}, "more": "${'ä'.repeat(300_000)}"}`;
  assert.equal((await post(port, body, signed(body))).text, body);
  assert.equal(seen[0].more.length, 300_000);
});

test('reads a body that an earlier middleware has paused', async (t) => {
  const { port } = await serve(t, { before: (req) => void req.pause() });
  assert.equal((await post(port, BODY, signed(BODY))).text, BODY);
});

describe('uses the raw body that a parser kept', () => {
  for (const [title, before] of [
    [
      'in rawBody as a Buffer',
      async (req) => {
        req.rawBody = await all(req);
        req.body = {};
      },
    ],
    [
      'in rawBody as text',
      async (req) => {
        req.rawBody = String(await all(req));
      },
    ],
    [
      'in body as a Buffer',
      async (req) => {
        req.body = await all(req);
      },
    ],
    [
      'in body as text',
      async (req) => {
        req.body = String(await all(req));
      },
    ],
  ]) {
    test(title, async (t) => {
      const { port, seen } = await serve(t, { before });
      assert.equal((await post(port, BODY, signed(BODY))).status, 200);
      assert.equal(seen[0].id, 'evt_1');
      assert.equal((await post(port, `${BODY} `, signed(BODY))).status, 401);
    });
  }

  test('but not above maxBodyBytes', async (t) => {
    const before = async (req) => {
      req.body = await all(req);
    };
    const { port } = await serve(t, { before, options: { maxBodyBytes: 10 } });
    const { status, text } = await post(port, BODY, signed(BODY));
    assert.deepEqual([status, text], [413, refusal('BODY_TOO_LARGE')]);
  });
});

for (const [title, before] of [
  [
    'parsed',
    async (req) => {
      req.body = JSON.parse(await all(req));
    },
  ],
  ['read', all],
  [
    'read in part',
    (req) =>
      new Promise((resolve) => {
        req.once('data', () => {
          req.pause();
          resolve();
        });
      }),
  ],
]) {
  test(`passes on an error that says how to keep the raw body if it was ${title}`, async (t) => {
    const { port, seen } = await serve(t, { before });
    const { status, text } = await post(port, BODY, signed(BODY));
    assert.deepEqual([status, text], [500, 'BAXVERIFY_WEBHOOK_BODY_CONSUMED']);
    assert.match(seen[0].message, /before express\.json\(\).*req\.rawBody = raw/);
  });
}

describe('refuses a forged', () => {
  for (const [title, signature] of signatures.filter(([, text]) => text.length < 10_000)) {
    test(`signature ${title}`, async (t) => {
      const { port, seen } = await serve(t);
      const { status, text, headers } = await post(port, BODY, { [HEADER]: signature });
      assert.deepEqual([status, text], [401, refusal('SIGNATURE_INVALID')]);
      assert.equal(headers['content-type'], 'application/json; charset=utf-8');
      assert.deepEqual(seen, []);
    });
  }

  for (const [title, body] of bodies) {
    test(`body ${title}`, async (t) => {
      const { port, seen } = await serve(t);
      const { status, text } = await post(port, body, { [HEADER]: SIGNATURE });
      assert.deepEqual([status, text], [401, refusal('SIGNATURE_INVALID')]);
      assert.deepEqual(seen, []);
    });
  }

  test('request with two signatures, one of them right', async (t) => {
    const { port } = await serve(t);
    for (const pair of [
      [SIGNATURE, 'x'],
      ['x', SIGNATURE],
      [SIGNATURE, SIGNATURE],
    ]) {
      assert.equal((await post(port, BODY, { [HEADER]: pair })).status, 401);
    }
  });

  test('request without a signature, before its body is read', async (t) => {
    const { port } = await serve(t);
    for (const headers of [{}, { [HEADER]: '' }, { signature: SIGNATURE }]) {
      const { status, text } = await post(port, BODY, headers);
      assert.deepEqual([status, text], [401, refusal('SIGNATURE_MISSING')]);
    }
  });

  test('body that is no event, although its signature is right', async (t) => {
    const { port } = await serve(t);
    for (const body of ['', '[]', '{}', '\0']) {
      assert.equal((await post(port, body, signed(body))).text, refusal('BODY_INVALID'));
    }
  });

  test('body that is compressed and says so', async (t) => {
    const { port } = await serve(t);
    const body = gzipSync(BODY);
    const { status } = await post(port, body, signed(body, { 'content-encoding': 'gzip' }));
    assert.equal(status, 415);
  });
});

describe('limits', () => {
  test('a body by its length, before a byte is read', async (t) => {
    const { port } = await serve(t);
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST / HTTP/1.1\r\nhost: x\r\n${HEADER}: ${SIGNATURE}\r\ncontent-length: 10000000\r\n\r\n`,
    );
    const answer = String(await all(socket));
    assert.match(answer, /^HTTP\/1\.1 413 [\s\S]*BODY_TOO_LARGE/);
  });

  test('a body of unknown length: it is cut at the limit', async (t) => {
    const { port } = await serve(t, { options: { maxBodyBytes: 100_000 } });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST / HTTP/1.1\r\nhost: x\r\n${HEADER}: ${SIGNATURE}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      socket.write(chunk);
    }, 1);
    t.after(() => clearInterval(timer));
    const answer = String(await all(socket));
    clearInterval(timer);
    assert.match(answer, /^HTTP\/1\.1 413 [\s\S]*connection: close/i);
    assert.ok(sent < 10_000);
  });

  test('the time for a body', async (t) => {
    const { port } = await serve(t, { options: { bodyTimeout: 50 } });
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST / HTTP/1.1\r\nhost: x\r\n${HEADER}: ${SIGNATURE}\r\ncontent-length: 10\r\n\r\n`,
    );
    const timer = setInterval(() => socket.write(' '), 20);
    t.after(() => clearInterval(timer));
    assert.match(String(await all(socket)), /^HTTP\/1\.1 408 [\s\S]*BODY_TIMEOUT/);
  });

  test('nothing if the client goes away', async (t) => {
    const refused = [];
    const { port, seen } = await serve(t, {
      options: { onRefused: ({ code }) => refused.push(code) },
    });
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST / HTTP/1.1\r\nhost: x\r\n${HEADER}: ${SIGNATURE}\r\ncontent-length: 10\r\n\r\nabc`,
    );
    setTimeout(() => socket.resetAndDestroy(), 50);
    while (refused.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual([refused, seen], [['BAXVERIFY_WEBHOOK_BODY_INVALID'], []]);
  });
});

test('tells onRefused, and passes on what it throws', async (t) => {
  const onRefused = ({ code }, { url }) => {
    throw Object.assign(new Error(url), { code });
  };
  const { port, seen } = await serve(t, { options: { onRefused } });
  assert.equal((await post(port, BODY, { [HEADER]: 'x' })).status, 500);
  assert.deepEqual([seen[0].message, seen[0].code], ['/', 'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID']);
});

test('refuses as usual if the promise of onRefused rejects', async (t) => {
  const unhandled = [];
  const listener = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', listener);
  t.after(() => process.off('unhandledRejection', listener));
  const onRefused = async () => {
    throw new Error('the database is down');
  };
  const { port, seen } = await serve(t, { options: { onRefused } });
  for (let round = 0; round < 2; round++) {
    const { status, text } = await post(port, BODY, { [HEADER]: 'x' });
    assert.deepEqual([status, text], [401, refusal('SIGNATURE_INVALID')]);
  }
  assert.deepEqual([seen, unhandled], [[], []]);
});

test('accepts each of several secrets', async (t) => {
  const { port } = await serve(t, { secret: ['whsec_new', SECRET] });
  assert.equal((await post(port, BODY, signed(BODY))).status, 200);
});

describe('cannot be created', () => {
  for (const [title, secret] of secrets) {
    test(`with a secret that is ${title}`, () => {
      assert.throws(() => webhookMiddleware(secret), { code: 'BAXVERIFY_INVALID_ARGUMENT' });
    });
  }

  test('with an unknown option', () => {
    assert.throws(() => webhookMiddleware(SECRET, { maxAge: 300 }), {
      code: 'BAXVERIFY_INVALID_ARGUMENT',
    });
  });
});

async function all(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
