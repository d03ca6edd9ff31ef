import assert from 'node:assert/strict';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { createPhoneLogin, createSendGuard } from '@baxcloud/baxverify-login';

/** A login with its own emulator. */
export async function startLogin(t, { guard, ...options } = {}) {
  const emulator = await startEmulator({ sendLimit: 0, ...options });
  t.after(() => emulator.stop());
  const { projectId, apiKey, url } = emulator;
  const client = new BaxCloudVerifyClient({ projectId, apiKey, baseUrl: url });
  const sendGuard = createSendGuard(guard);
  t.after(() => sendGuard.close());
  return { emulator, client, login: createPhoneLogin({ client, guard: sendGuard }) };
}

let phones = 0;

/** A number that no other test uses. */
export function newPhone() {
  phones += 1;
  return `+43664${String(1_000_000 + phones)}`;
}

/** Listens on a free port of this machine. @returns the server's address */
export async function listen(t, server) {
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** Posts JSON. @returns the status, the headers, the text and what it holds */
export async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
  });
  return read(response);
}

export async function read(response) {
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    // Then it is for the eye.
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** A project without credits: what the service says of it is for the owner only. */
export const BROKE = { credits: 0 };

/** Nothing of the owner's, and no phone number, is in what a client got. */
export function assertNeutral({ text, headers }, { emulator, phone }) {
  const seen = `${text}\n${[...headers].join('\n')}`;
  const secrets = ['credit', 'billing', 'BAXVERIFY_', 'helpUrl', 'docsUrl'];
  secrets.push(emulator.apiKey, emulator.projectId, emulator.url);
  if (phone) secrets.push(phone.slice(1), phone.slice(-7));
  for (const secret of secrets) {
    assert.ok(!seen.toLowerCase().includes(secret.toLowerCase()), `"${secret}" is in: ${seen}`);
  }
}
