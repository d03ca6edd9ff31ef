// Tests logins with a proof that a mobile app obtained itself.

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { assertNeutral } from './errors.mjs';
import { listenWith } from './http.mjs';
import { logIn, me, newPhone } from './login.mjs';

/** Verifies as a mobile app does, with a client key. */
export async function proofOf(Client, project, phone, purpose) {
  const { projectId, clientKey: apiKey, url: baseUrl } = project;
  const client = new Client({ projectId, apiKey, baseUrl });
  await client.sendOtp({ phone, purpose });
  return (await client.verifyOtp({ phone, code: await project.waitForCode(phone) })).accessToken;
}

/** @param {import('./subject.d.ts').Subject} subject */
export function testProofs({ test = runner.test, emulator, startApp, Client, userOf = me }) {
  const proof = (phone, changes) => {
    const { purpose, project } = { purpose: 'LOGIN', project: emulator, ...changes };
    return proofOf(Client, project, phone, purpose);
  };

  test('a proof logs in once', async () => {
    const app = await startApp();
    const phone = newPhone();
    const token = await proof(phone);
    const first = await app.post('/login/proof', { token });
    assert.equal(first.status, 200);
    assert.equal((await userOf(app, first)).phone, phone);
    assertRefused(await app.post('/login/proof', { token }));
  });

  test('a login by code spends its proof', async () => {
    const phone = newPhone();
    await logIn(await startApp(), emulator, phone);
    assert.ok(emulator.messages({ phone })[0].consumedAt);
  });

  test('a proof for another purpose, of another project or forged is refused', async () => {
    const app = await startApp();
    const phone = newPhone();
    const forged = `${(await proof(phone)).split('.').slice(0, 2).join('.')}.AAAA`;
    for (const token of [
      await proof(phone, { purpose: 'CHANGE_PHONE' }),
      await proof(phone, { purpose: undefined }),
      await proof(phone, { project: emulator.createProject() }),
      forged,
    ]) {
      assertRefused(await app.post('/login/proof', { token }));
    }
  });

  test('a proof that the service does not vouch for is refused', async () => {
    const phone = newPhone();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const good = { valid: true, phone, projectId: emulator.projectId, purpose: 'LOGIN', expiresAt };
    let reply = good;
    const app = await startApp({ baseUrl: `${await listenWith(() => reply)}/v1` });
    const token = await proof(phone);
    assert.equal((await app.post('/login/proof', { token })).status, 200);
    for (const change of [
      { valid: false },
      { projectId: 'proj_other' },
      { purpose: undefined },
      { phone: undefined },
      { expiresAt: new Date(Date.now() - 1_000).toISOString() },
    ]) {
      reply = { ...good, ...change };
      assertRefused(await app.post('/login/proof', { token }));
    }
  });
}

function assertRefused(answer) {
  assertNeutral(answer, 401, 'proof_refused');
  assert.equal(answer.json.message, 'Verify your phone number again.');
}
