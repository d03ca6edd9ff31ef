import assert from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import * as runner from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { sign } from 'hono/jwt';
import { networkOf } from '../limits.js';
import { json, secret, startApp, stopApps } from './support.js';

const emulator = useEmulator(runner);
const { describe, test } = runner;
const phone = '+4366412345678';
const refused = { error: 'proof_refused', message: 'Verify your phone number again.' };
runner.afterEach(stopApps);

/** Sends a code and answers the verification of it. */
async function logIn(app, number = phone, headers = {}) {
  await app.post('/login/send', { phone: number });
  const code = await emulator.waitForCode(number);
  return app.post('/login/verify', undefined, json({ phone: number, code }, headers));
}

/** What an app on a phone gets with a client key. */
async function proof(project, purpose = 'LOGIN') {
  const client = new BaxCloudVerifyClient({
    projectId: project.projectId,
    apiKey: project.clientKey,
    baseUrl: project.url,
  });
  await client.sendOtp({ phone, purpose });
  const code = await project.waitForCode(phone);
  return (await client.verifyOtp({ phone, code })).accessToken;
}

describe('a code', () => {
  test('begins a session', async () => {
    const app = await startApp();
    const sent = await app.post('/login/send', { phone });
    assert.deepEqual([sent.status, sent.json], [200, { expiresInSeconds: 600 }]);
    const code = await emulator.waitForCode(phone);
    const { status, json, headers, setCookie, cookie } = await app.post('/login/verify', {
      phone,
      code,
    });
    assert.deepEqual([status, json], [200, { phone }]);
    assert.equal(headers.get('cache-control'), 'no-store');
    const attributes = setCookie.split('; ').slice(1).sort();
    assert.deepEqual(attributes, ['HttpOnly', 'Max-Age=3600', 'Path=/', 'SameSite=Lax']);
    const me = await app.get('/me', cookie);
    assert.deepEqual([me.status, me.json], [200, { phone }]);
  });

  test('leaves no proof behind', async () => {
    await logIn(await startApp());
    assert.ok(emulator.messages({ phone })[0].consumedAt);
  });
});

describe('a proof', () => {
  test('is good for one login', async () => {
    const app = await startApp();
    const token = await proof(emulator);
    const first = await app.post('/login/proof', { token });
    assert.deepEqual([first.status, first.json], [200, { phone }]);
    assert.deepEqual((await app.get('/me', first.cookie)).json, { phone });
    const second = await app.post('/login/proof', { token });
    assert.deepEqual([second.status, second.json, second.cookie], [401, refused, undefined]);
  });

  test('must be for a login, and of this project', async () => {
    const app = await startApp();
    const other = emulator.createProject();
    for (const token of [await proof(emulator, 'CHANGE_PHONE'), await proof(other)]) {
      const { status, json, cookie } = await app.post('/login/proof', { token });
      assert.deepEqual([status, json, cookie], [401, refused, undefined]);
    }
  });

  test('must be one that the service vouches for', async () => {
    const token = await proof(emulator);
    const good = { valid: true, phone, projectId: emulator.projectId, purpose: 'LOGIN' };
    const answerTo = async (change) => {
      const validateVerificationToken = async () => ({ ...good, ...change });
      const app = await startApp({ client: { validateVerificationToken } });
      return app.post('/login/proof', { token });
    };
    assert.equal((await answerTo({})).status, 200);
    for (const change of [{ valid: false }, { projectId: 'proj_other' }, { purpose: undefined }])
      assert.deepEqual((await answerTo(change)).json, refused);
  });
});

describe('a session', () => {
  test('ends with a logout', async () => {
    const app = await startApp();
    const { cookie } = await logIn(app);
    const out = await app.post('/logout', undefined, { headers: { cookie } });
    assert.equal(out.status, 204);
    assert.match(out.setCookie, /^session=; Max-Age=0/);
    assert.equal((await app.get('/me', out.cookie)).json.error, 'logged_out');
    assert.equal((await app.get('/me')).status, 401);
  });

  test('needs HTTPS in production', async () => {
    assert.match((await logIn(await startApp({ production: true }))).setCookie, /; Secure/);
  });

  test('is one that this app has signed, and not for ever', async () => {
    const app = await startApp();
    const exp = Math.floor(Date.now() / 1000) + 60;
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const status = async (token) => (await app.get('/me', `session=${token}`)).status;
    assert.equal(await status(await sign({ sub: phone, exp }, secret, 'HS256')), 200);
    assert.equal(await status(await sign({ sub: phone, exp }, `${secret}.`, 'HS256')), 401);
    assert.equal(await status(await sign({ sub: phone, exp }, secret, 'HS512')), 401);
    assert.equal(await status(await sign({ sub: phone, exp: 1 }, secret, 'HS256')), 401);
    assert.equal(await status(await sign({ sub: phone }, secret, 'HS256')), 401);
    assert.equal(await status(await sign({ exp }, secret, 'HS256')), 401);
    assert.equal(await status(`${part({ alg: 'none' })}.${part({ sub: phone, exp })}.`), 401);
    assert.equal(await status('nonsense'), 401);
    assert.deepEqual(app.logged, []);
  });

  test('takes the place of one that somebody planted', async () => {
    const app = await startApp();
    const planted = (await logIn(app, '+9991234560001')).cookie;
    const { cookie } = await logIn(app, phone, { cookie: planted });
    assert.notEqual(cookie, planted);
    assert.deepEqual((await app.get('/me', cookie)).json, { phone });
  });
});

describe('input', () => {
  for (const [path, body, field] of [
    ['/login/send', {}, 'phone'],
    ['/login/send', { phone: 4366412345678 }, 'phone'],
    ['/login/send', { phone: [phone] }, 'phone'],
    ['/login/send', { phone: '0664 12345678' }, 'phone'],
    ['/login/verify', { phone, code: 123456 }, 'code'],
    ['/login/verify', { phone, code: '12345x' }, 'code'],
    ['/login/proof', { token: 'no proof' }, 'token'],
    ['/login/proof', { token: null }, 'token'],
    ['/login/send', [], undefined],
    ['/login/send', 'null', undefined],
    ['/login/send', '{"phone":"+43664', undefined],
  ]) {
    test(`${path} refuses ${JSON.stringify(body)}`, async () => {
      const { status, json } = await (await startApp()).post(path, body);
      assert.deepEqual([status, json.error, json.field], [400, 'invalid_input', field]);
      assert.match(json.message, field ? new RegExp(`^${field} must be `) : /JSON object/);
      assert.equal(emulator.messages().length, 0);
    });
  }

  test('of another type is what a form of another site could send', async () => {
    const app = await startApp();
    const init = json({ phone }, { 'content-type': 'text/plain' });
    assert.equal((await app.post('/login/send', undefined, init)).status, 400);
    assert.equal(emulator.messages().length, 0);
  });

  test('ends at 8 KB, announced or not', async () => {
    const app = await startApp();
    const large = { token: 'x'.repeat(9_000) };
    assert.equal((await app.post('/login/proof', large)).status, 413);
    const body = new Blob([JSON.stringify(large)]).stream();
    const chunked = { ...json(''), body, duplex: 'half' };
    assert.equal((await app.post('/login/proof', undefined, chunked)).status, 413);
  });
});

describe('limits', () => {
  function assertSlowed({ status, json, headers }) {
    assert.deepEqual([status, json.error], [429, 'slow_down']);
    assert.ok(Number(headers.get('retry-after')) > 0);
  }

  test('three SMS to a phone, ten from an address', async () => {
    const app = await startApp();
    const send = (number) => app.post('/login/send', { phone: number });
    for (let n = 0; n < 3; n += 1) assert.equal((await send(phone)).status, 200);
    assertSlowed(await send(phone));
    for (let n = 0; n < 6; n += 1) assert.equal((await send(`+999123456000${n}`)).status, 200);
    assertSlowed(await send('+9991234560009'));
    assert.equal(emulator.messages().length, 9);
  });

  test('twenty tries to log in from an address', async () => {
    const app = await startApp();
    const guess = (n) => app.post('/login/verify', { phone: `+99912345600${n}`, code: '000000' });
    for (let n = 10; n < 30; n += 1) assert.equal((await guess(n)).status, 400);
    assertSlowed(await guess(30));
  });

  for (const [proxies, status] of [
    [[], 429],
    [['loopback'], 200],
  ]) {
    test(`X-Forwarded-For is believed of [${proxies}]`, async () => {
      const app = await startApp({ proxies });
      const answers = [];
      for (let n = 10; n < 21; n += 1) {
        const headers = { 'x-forwarded-for': `192.0.2.${n}` };
        const init = json({ phone: `+99912345600${n}` }, headers);
        answers.push(await app.post('/login/send', undefined, init));
      }
      assert.equal(answers.at(-1).status, status);
    });
  }

  test('count an IPv6 network as one address', () => {
    assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), networkOf('2001:db8:1:2::1'));
    assert.notEqual(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:3::1'));
    assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(networkOf('nonsense'), 'unknown');
  });
});

test('a send goes on when the browser has gone', async () => {
  const app = await startApp();
  emulator.inject({ route: 'send', latencyMs: 300 });
  const ended = new Promise((end) => tracingChannel('baxverify:request').subscribe({ end }));
  const init = { ...json({ phone }), signal: AbortSignal.timeout(100) };
  await assert.rejects(app.post('/login/send', undefined, init), { name: 'TimeoutError' });
  const { status, code } = await ended;
  assert.deepEqual([status, code], [200, undefined]);
  assert.deepEqual(app.logged, []);
});
