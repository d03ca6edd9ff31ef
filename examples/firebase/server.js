import { createServer } from 'node:http';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { cert, initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { createApp } from './app.js';

const { env } = process;

// With `cert` tokens are signed here. Without it, as on a machine of Google, each one is a call to the IAM service,
// and the service account needs the role Service Account Token Creator.
const keyFile = env.GOOGLE_APPLICATION_CREDENTIALS;
const auth = getAuth(initializeApp(keyFile ? { credential: cert(keyFile) } : undefined));
// Whoever cannot sign should say so now, and not when a user has spent a code.
await auth.createCustomToken('start');

const app = createApp({
  auth,
  // An app does not wait for the 30 seconds that are the default.
  client: new BaxCloudVerifyClient({
    projectId: env.BAXCLOUD_PROJECT_ID,
    apiKey: env.BAXCLOUD_API_KEY,
    timeout: 10_000,
  }),
  projectId: env.BAXCLOUD_PROJECT_ID,
  proxies: env.PROXIES || undefined,
});

const server = createServer(app);
server.listen(Number(env.PORT ?? 3000), env.HOST ?? '127.0.0.1', () => {
  const { address, port } = server.address();
  console.log(`Listening on http://${address}:${port}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, shutDown);

/** Requests under way end first; connections that apps keep open for later do not hold the process. */
function shutDown() {
  server.close();
  setInterval(() => server.closeIdleConnections(), 100).unref();
  setTimeout(() => server.closeAllConnections(), 15_000).unref();
}
