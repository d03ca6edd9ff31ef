import assert from 'node:assert/strict';
import { verify } from 'node:crypto';
import * as runner from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { account, startApp, stopApps } from './support.js';

const emulator = useEmulator(runner);
const { test } = runner;
const phone = '+4366412345678';
runner.afterEach(stopApps);

async function logIn(app, number = phone) {
  await app.post('/login/send', { phone: number });
  const code = await emulator.waitForCode(number);
  return app.post('/login/verify', { phone: number, code });
}

/** As an app on a phone does, with a client key. */
async function proof({ purpose = 'LOGIN', project = emulator } = {}) {
  const { projectId, clientKey: apiKey, url: baseUrl } = project;
  const client = new BaxCloudVerifyClient({ projectId, apiKey, baseUrl });
  await client.sendOtp({ phone, purpose });
  const code = await project.waitForCode(phone);
  return (await client.verifyOtp({ phone, code })).accessToken;
}

/** Checks a custom token as Firebase does, and answers what it claims. */
function claimsOf(customToken) {
  const [header, payload, signature] = customToken.split('.');
  const parse = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
  assert.deepEqual(parse(header), { alg: 'RS256', typ: 'JWT' });
  const signed = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    account.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  assert.ok(signed, 'the signature is that of the service account');
  return parse(payload);
}

test('a code yields a custom token for the user of this number', async () => {
  const app = await startApp();
  const sent = await app.post('/login/send', { phone });
  assert.deepEqual([sent.status, sent.json], [200, { expiresInSeconds: 600 }]);
  const code = await emulator.waitForCode(phone);
  const before = Math.floor(Date.now() / 1000);
  const { status, headers, json } = await app.post('/login/verify', { phone, code });
  assert.equal(status, 200);
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.deepEqual(Object.keys(json), ['customToken']);

  const { iat, exp, ...claims } = claimsOf(json.customToken);
  assert.ok(iat >= before && iat <= before + 5 && exp - iat === 3600);
  assert.deepEqual(claims, {
    aud: 'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit',
    iss: account.clientEmail,
    sub: account.clientEmail,
    uid: `phone:${phone}`,
    claims: { phone },
  });
  assert.ok(emulator.messages({ phone })[0].consumedAt, 'the proof is spent');
});

test('the same number is the same user, another number another', async () => {
  const app = await startApp();
  const uid = async (number) => claimsOf((await logIn(app, number)).json.customToken).uid;
  assert.equal(await uid(phone), await uid(phone));
  assert.notEqual(await uid(phone), await uid('+9991234560001'));
});

test('a proof yields a custom token once', async () => {
  const app = await startApp();
  const token = await proof();
  const { status, json } = await app.post('/login/proof', { token });
  assert.equal(status, 200);
  assert.equal(claimsOf(json.customToken).uid, `phone:${phone}`);
  assertRefused(await app.post('/login/proof', { token }));
});

test('a proof for another purpose, or of another project, yields nothing', async () => {
  const app = await startApp();
  assertRefused(
    await app.post('/login/proof', { token: await proof({ purpose: 'CHANGE_PHONE' }) }),
  );
  const project = emulator.createProject();
  assertRefused(await app.post('/login/proof', { token: await proof({ project }) }));
});

test('a proof that the service does not vouch for yields nothing', async () => {
  const token = await proof();
  const good = { valid: true, phone, projectId: emulator.projectId, purpose: 'LOGIN' };
  const answerTo = async (change) => {
    const client = { validateVerificationToken: async () => ({ ...good, ...change }) };
    return (await startApp({ client })).post('/login/proof', { token });
  };
  assert.equal((await answerTo({})).status, 200);
  for (const change of [{ valid: false }, { projectId: 'proj_other' }, { purpose: undefined }])
    assertRefused(await answerTo(change));
});

test('without an ID token nobody is logged in', async () => {
  const app = await startApp();
  const { customToken } = (await logIn(app)).json;
  // A custom token is for Firebase, and opens nothing here.
  for (const idToken of [undefined, 'nonsense', customToken]) {
    for (const answer of [
      await app.get('/me', idToken),
      await app.post('/logout', {}, { idToken }),
    ])
      assert.deepEqual([answer.status, answer.json.error], [401, 'logged_out']);
  }
  assert.deepEqual(app.logged, []);
});

test('bodies that are not what they should be cost no SMS', async () => {
  const app = await startApp();
  for (const [path, body, field] of [
    ['/login/send', {}, 'phone'],
    ['/login/send', { phone: 4366412345678 }, 'phone'],
    ['/login/send', { phone: '0664 12345678' }, 'phone'],
    ['/login/verify', { phone, code: 123456 }, 'code'],
    ['/login/verify', { phone, code: '12345x' }, 'code'],
    ['/login/proof', { token: 'no proof' }, 'token'],
    ['/login/send', [], undefined],
    ['/login/send', '{"phone":"+43664', undefined],
  ]) {
    const { status, json } = await app.post(path, body);
    assert.deepEqual([status, json.error, json.field], [400, 'invalid_input', field]);
  }
  assert.equal((await app.post('/login/send', { phone }, { type: 'text/plain' })).status, 400);
  assert.equal((await app.post('/login/proof', { token: 'x'.repeat(9_000) })).status, 413);
  assert.equal(emulator.messages().length, 0);
});

test('SMS are limited by phone and address, logins by address', async () => {
  const app = await startApp();
  const send = (number) => app.post('/login/send', { phone: number });
  for (let n = 0; n < 3; n += 1) assert.equal((await send(phone)).status, 200);
  assertSlowed(await send(phone));
  for (let n = 0; n < 6; n += 1) assert.equal((await send(`+999123456000${n}`)).status, 200);
  assertSlowed(await send('+9991234560009'));
  assert.equal(emulator.messages().length, 9);

  const guess = (n) => app.post('/login/verify', { phone: `+99912345600${n}`, code: '000000' });
  for (let n = 10; n < 30; n += 1) assert.equal((await guess(n)).status, 400);
  assertSlowed(await guess(30));
});

function assertRefused({ status, json }) {
  const message = 'Verify your phone number again.';
  assert.deepEqual([status, json], [401, { error: 'proof_refused', message }]);
}

function assertSlowed({ status, json, headers }) {
  assert.deepEqual([status, json.error], [429, 'slow_down']);
  assert.ok(Number(headers.get('retry-after')) > 0);
}
