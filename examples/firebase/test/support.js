// Starts the app on a free port, with a service account made for this run.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { cert, initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { client as httpClient, listen } from '../../kit/http.mjs';
import { recordErrors } from '../../kit/log.mjs';
import { createApp } from '../app.js';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What Google knows about the service account. */
export const account = {
  projectId: 'demo-baxverify',
  clientEmail: 'login@demo-baxverify.iam.gserviceaccount.com',
  privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  publicKey: keys.publicKey,
};

const firebase = initializeApp({ credential: cert(account), projectId: account.projectId });

/** `useEmulator` has set the environment by the time that a test calls this. */
export async function startApp({ timeout = 2_000, baseUrl, behindProxy, ...others } = {}) {
  const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
  const { sink, ...recorded } = recordErrors();
  const app = createApp({
    auth: getAuth(firebase),
    client: new BaxCloudVerifyClient({ projectId, apiKey, baseUrl }),
    trustedProxies: behindProxy ? 1 : 0,
    timeout,
    log: sink,
    ...others,
  });
  return { ...httpClient(await listen(createServer(app))), ...recorded };
}

export const bearer = (idToken) => ({ authorization: `Bearer ${idToken}` });
