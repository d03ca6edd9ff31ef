import assert from 'node:assert/strict';
import { verify } from 'node:crypto';
import * as runner from 'node:test';
import { BaxCloudVerifyClient as Client } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { testDisconnect } from '../../kit/disconnect.mjs';
import { testInput } from '../../kit/input.mjs';
import { testLimits } from '../../kit/limits.mjs';
import { logIn, newPhone, send } from '../../kit/login.mjs';
import { testProofs } from '../../kit/proofs.mjs';
import { account, bearer, startApp } from './support.js';

const emulator = useEmulator(runner);
const { test } = runner;
const userOf = (_app, { json }) => claimsOf(json.customToken).claims;
const subject = { emulator, startApp, Client, userOf };

testProofs(subject);
testInput(subject);
testLimits(subject);
testDisconnect(subject);

test('a code yields a custom token for the user of this number', async () => {
  const app = await startApp();
  const phone = newPhone();
  const sent = await send(app, phone);
  const waits = { expiresInSeconds: 600, resendAfterSeconds: 30 };
  assert.deepEqual([sent.status, sent.json], [200, { phone, ...waits }]);
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
});

test('the same number is the same user, another number another', async () => {
  const app = await startApp();
  const phone = newPhone();
  const uid = async (number) => claimsOf((await logIn(app, emulator, number)).json.customToken).uid;
  assert.equal(await uid(phone), await uid(phone));
  assert.notEqual(await uid(phone), await uid(newPhone()));
});

test('without an ID token nobody is logged in', async () => {
  const app = await startApp();
  const { customToken } = (await logIn(app, emulator, newPhone())).json;
  // A custom token is for Firebase, and opens nothing here.
  for (const headers of [{}, bearer('nonsense'), bearer(customToken)]) {
    for (const answer of [
      await app.get('/me', headers),
      await app.post('/logout', {}, { headers }),
    ])
      assert.deepEqual([answer.status, answer.json.error], [401, 'logged_out']);
  }
  assert.deepEqual(app.errors(), []);
});

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
