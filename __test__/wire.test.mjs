import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { isFetch } from './support/builds.mjs';
import { clientOf, KEY, METHODS, PHONE, PROJECT } from './support/client.mjs';
import { manifest, ROOT } from './support/process.mjs';
import { answer, json, Server } from './support/server.mjs';

describe('requests', () => {
  for (const { name, request, method, path, body } of METHODS) {
    test(`${name} is ${method} ${path.split('?')[0]}`, async (t) => {
      const server = await Server.start(t);
      server.reply(json({ ok: name }));
      const result = await clientOf(server)[name](request);

      assert.deepEqual(result, { ok: name });
      assert.equal(server.requests.length, 1);
      const sent = server.last;
      assert.equal(sent.method, method);
      assert.equal(sent.path, `/v1${path}`);
      assert.equal(sent.version, 'HTTP/1.1');
      assert.equal(sent.body, body);
      const { host, ...headers } = sent.headers;
      assert.equal(host, `127.0.0.1:${server.port}`);
      assert.deepEqual(
        { ...headers },
        {
          accept: 'application/json',
          authorization: `Bearer ${KEY}`,
          'content-type': 'application/json',
          'user-agent':
            `baxverify-node/${manifest.version} ` +
            `(node/${process.versions.node}; ${process.platform}-${process.arch}${isFetch ? '; fetch' : ''})`,
          'x-project-id': PROJECT,
          ...(body && { 'content-length': String(Buffer.byteLength(body)) }),
          ...(isFetch && FETCH_HEADERS),
        },
      );
      // Twice the same header would make servers and proxies disagree on its value.
      assert.equal(sent.rawHeaders.length, Object.keys(sent.headers).length);
    });
  }

  test('the User-Agent contains the common version of JavaScript and native code', () => {
    const cargo = readFileSync(path.join(ROOT, 'Cargo.toml'), 'utf8');
    const [, version] = /\[workspace\.package\]\nversion = "([^"]+)"/.exec(cargo);
    assert.equal(version, manifest.version);
  });

  test('optional parameters that are absent do not reach the wire', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    const bodies = [
      [client.sendOtp, { phone: PHONE }, `{"phone":"${PHONE}"}`, '/v1/auth/sms/send'],
      [client.sendOtp, { phone: PHONE, purpose: undefined }, `{"phone":"${PHONE}"}`],
      [client.sendOtp, { phone: PHONE, purpose: null }, `{"phone":"${PHONE}"}`],
      [client.getStats, undefined, '', '/v1/auth/sms/stats'],
      [client.getStats, {}, '', '/v1/auth/sms/stats'],
      [client.listLogs, undefined, '', '/v1/auth/sms/logs'],
      [client.listLogs, { page: undefined, phone: null }, '', '/v1/auth/sms/logs'],
      [client.listLogs, { limit: 1 }, '', '/v1/auth/sms/logs?limit=1'],
    ];
    for (const [method, request, body, expectedPath = '/v1/auth/sms/send'] of bodies) {
      server.reply(json({}));
      await method.call(client, request);
      assert.equal(server.last.body, body);
      assert.equal(server.last.path, expectedPath);
    }
  });

  test('properties that are not enumerable or not own are not sent', async (t) => {
    const server = await Server.start(t);
    server.reply(json({}));
    const request = Object.create({ apiKey: 'inherited' }, { code: { value: '123456' } });
    request.phone = PHONE;
    request[Symbol('purpose')] = 'LOGIN';
    await clientOf(server).sendOtp(request);
    assert.equal(server.last.body, `{"phone":"${PHONE}"}`);
  });

  test('validation consumes the token by default', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    for (const [consume, sent] of [
      [undefined, true],
      [null, true],
      [true, true],
      [false, false],
    ]) {
      server.reply(json({}));
      await client.validateVerificationToken({ token: 'a.b.c', consume });
      assert.equal(server.last.body, `{"token":"a.b.c","consume":${sent}}`);
    }
  });

  test('any text is sent as UTF-8', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    server.reply(json({}), json({}));
    const purpose = 'ü"\\\n\u2028\0😀';
    await client.sendOtp({ phone: PHONE, purpose });
    assert.deepEqual(JSON.parse(server.last.body), { phone: PHONE, purpose });
    assert.equal(server.last.headers['content-length'], String(server.last.bytes.length));
    assert.equal(server.last.headers['transfer-encoding'], undefined);

    await client.listLogs({ phone: '+43 1&2=3#4', status: 'Ä/?%' });
    assert.equal(
      server.last.path,
      '/v1/auth/sms/logs?phone=%2B43+1%262%3D3%234&status=%C3%84%2F%3F%25',
    );
    const query = new URL(server.last.path, server.origin).searchParams;
    assert.deepEqual(
      [...query],
      [
        ['phone', '+43 1&2=3#4'],
        ['status', 'Ä/?%'],
      ],
    );
  });

  test('the base URL may end with a slash and have any path', async (t) => {
    const server = await Server.start(t);
    for (const [suffix, prefix] of [
      ['/v1', '/v1'],
      ['/v1/', '/v1'],
      ['/v1//', '/v1'],
      ['', ''],
      ['/', ''],
      ['/proxy/bax%20verify/v2', '/proxy/bax%20verify/v2'],
    ]) {
      server.reply(json({}));
      const client = clientOf(`${server.origin}${suffix}`);
      await client.getStats();
      assert.equal(server.last.path, `${prefix}/auth/sms/stats`);
      assert.equal(client.toJSON().baseUrl, `${server.origin}${prefix}`);
    }
  });

  test('consecutive calls share a connection, also with several clients', async (t) => {
    const server = await Server.start(t);
    for (let call = 0; call < 4; call++) {
      server.reply(json({}));
      await clientOf(server, { apiKey: `key_${call}` }).sendOtp({ phone: PHONE });
      assert.equal(server.last.headers.authorization, `Bearer key_${call}`);
    }
    assert.equal(server.requests.length, 4);
    // undici may find the connection busy with the end of the response.
    if (!isFetch) assert.equal(server.connections, 1);
  });

  test('concurrent calls each get the response to their own request', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    const echo = (socket, request) => {
      setTimeout(() => json(JSON.parse(request.body))(socket), Math.random() * 30);
    };
    const phones = Array.from({ length: 60 }, (_, n) => `+4366400000${n}`);
    server.reply(...phones.map(() => echo));
    const results = await Promise.all(phones.map((phone) => client.sendOtp({ phone })));
    assert.deepEqual(
      results,
      phones.map((phone) => ({ phone })),
    );
  });
});

describe('answers', () => {
  const given = {
    verified: true,
    phone: PHONE,
    accessToken: 'a.b.c',
    tokenType: 'Bearer',
    expiresIn: 900,
    later: { deep: [{ deeper: [1.5, -0, 1e300, null, 'ü\u0000😀', {}] }], empty: [] },
  };

  for (const [shape, body] of [
    ['bare', given],
    ['bare with success', { success: true, ...given }],
    ['in data', { success: true, data: given }],
    ['in data beside others', { success: true, data: given, timestamp: 'now', path: '/v1' }],
    ['bare with a field of the name data', { ...given, data: { a: 1 } }],
  ]) {
    test(`${shape}: every field reaches the caller`, async (t) => {
      const server = await Server.start(t);
      server.reply(json(body));
      const result = await clientOf(server).verifyOtp({ phone: PHONE, code: '1234' });
      // Through JSON, which knows no negative zero.
      const expected = JSON.parse(JSON.stringify(shape.startsWith('in data') ? given : body));
      assert.deepEqual(result, expected);
      assert.equal(Object.getPrototypeOf(result), Object.prototype);
    });
  }

  test('every method returns its documented response', async (t) => {
    const answers = {
      sendOtp: { expiresInSeconds: 300, requestId: 'req_1', phone: PHONE, purpose: 'LOGIN' },
      verifyOtp: given,
      validateVerificationToken: { valid: true, phone: PHONE, projectId: PROJECT, requestId: 'r' },
      getStats: { sent: 3, verified: 2, failed: 1, days: 7 },
      listLogs: { items: [{ id: '1', status: 'NEW_STATUS' }], total: 1, page: 1, limit: 20 },
    };
    const server = await Server.start(t);
    for (const { name, request } of METHODS) {
      server.reply(json(answers[name]));
      const expected = JSON.parse(JSON.stringify(answers[name]));
      assert.deepEqual(await clientOf(server)[name](request), expected);
    }
  });

  test('any success status and any whitespace are accepted', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    for (const [status, body] of [
      [200, ' \r\n\t{ "a" : 1 }\n'],
      [201, '{"a":1}'],
      [202, '{"success" : true , "data" : { "a" : 1 } }'],
    ]) {
      server.reply(answer(status, body));
      assert.deepEqual(await client.getStats(), { a: 1 });
    }
  });

  test('a chunked response, cut inside a character, is read completely', async (t) => {
    const server = await Server.start(t);
    const bytes = Buffer.from('{"text":"Grüße 😀"}');
    server.reply((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      let at = 0;
      const timer = setInterval(() => {
        if (at === bytes.length) {
          clearInterval(timer);
          socket.write('0\r\n\r\n');
        } else {
          socket.write(Buffer.concat([Buffer.from('1\r\n'), bytes.subarray(at, ++at), CRLF]));
        }
      }, 2);
    });
    assert.deepEqual(await clientOf(server).getStats(), { text: 'Grüße 😀' });
  });

  test('a byte order mark is skipped', async (t) => {
    const server = await Server.start(t);
    server.reply(answer(200, '\u{feff}{"sent":1}'));
    assert.deepEqual(await clientOf(server).getStats(), { sent: 1 });
  });

  test('__proto__ in a response is an ordinary field', async (t) => {
    const server = await Server.start(t);
    server.reply(
      answer(200, '{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":2}},"constructor":3}'),
      answer(200, '{"success":true,"data":{"__proto__":{"polluted":3}}}'),
      answer(
        400,
        '{"error":{"code":"SOME_CODE","message":"m","details":{"__proto__":{"polluted":4}}},"__proto__":{"statusCode":7}}',
      ),
    );
    const client = clientOf(server);
    const bare = await client.getStats();
    assert.equal(Object.getPrototypeOf(bare), Object.prototype);
    assert.equal(bare.polluted, undefined);
    assert.equal(bare.a.polluted, undefined);
    assert.equal(bare.constructor, 3);
    assert.equal((await client.getStats()).polluted, undefined);
    const error = await client.getStats().catch((reason) => reason);
    assert.equal(error.code, 'SOME_CODE');
    assert.equal(error.statusCode, 400);
    assert.equal(error.details.polluted, undefined);
    assert.equal({}.polluted, undefined);
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
  });
});

const CRLF = Buffer.from('\r\n');

/** Headers that `fetch` of Node.js adds, or that keep it from adding another value. */
const FETCH_HEADERS = {
  'accept-encoding': 'identity',
  'accept-language': '*',
  'cache-control': 'no-cache',
  connection: 'keep-alive',
  pragma: 'no-cache',
  'sec-fetch-mode': 'cors',
};
