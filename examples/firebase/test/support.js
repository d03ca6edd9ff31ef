// The app on a free port, with a service account made for this run.

import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { cert, initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { createApp } from '../app.js';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What Google would know of the service account. */
export const account = {
  projectId: 'demo-baxverify',
  clientEmail: 'login@demo-baxverify.iam.gserviceaccount.com',
  privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  publicKey: keys.publicKey,
};

const firebase = initializeApp({ credential: cert(account), projectId: account.projectId });
const running = new Set();

/** `useEmulator` has set the environment by the time that a test calls this. */
export async function startApp({ timeout = 2_000, baseUrl, ...options } = {}) {
  const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
  const logged = [];
  const app = createApp({
    auth: getAuth(firebase),
    client: new BaxCloudVerifyClient({ projectId, apiKey, timeout, baseUrl }),
    projectId,
    log: { error: (...parts) => logged.push(parts) },
    ...options,
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  running.add(server);
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    logged,
    get: (path, idToken) => ask(url + path, { headers: bearer(idToken) }),
    post: (path, body, { idToken, type = 'application/json', headers } = {}) =>
      ask(url + path, {
        method: 'POST',
        headers: { 'content-type': type, ...bearer(idToken), ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

export function stopApps() {
  for (const server of running) {
    server.close();
    server.closeAllConnections();
  }
  running.clear();
}

const bearer = (idToken) => (idToken ? { authorization: `Bearer ${idToken}` } : {});

async function ask(url, init) {
  // A request that hangs is a failure.
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000), ...init });
  const text = await response.text();
  const json = text.startsWith('{') ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, json };
}
