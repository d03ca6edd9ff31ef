import { createServer } from 'node:http';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { cert, initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { createApp } from './app.js';

const { env } = process;

// With `cert`, this process signs the tokens. Without it, as on Google Cloud, each token needs a
// call to the IAM service, and the service account needs the role Service Account Token Creator.
const keyFile = env.GOOGLE_APPLICATION_CREDENTIALS;
const auth = getAuth(initializeApp(keyFile ? { credential: cert(keyFile) } : undefined));
// Signing must fail at startup, not after a user has spent a code.
await auth.createCustomToken('start');

const app = createApp({
  auth,
  client: new BaxCloudVerifyClient({
    projectId: env.BAXCLOUD_PROJECT_ID,
    apiKey: env.BAXCLOUD_API_KEY,
  }),
  trustedProxies: Number(env.TRUSTED_PROXIES ?? 0),
  countries: env.COUNTRIES?.split(','),
});

const server = createServer(app);
server.listen(Number(env.PORT ?? 3000), env.HOST ?? '127.0.0.1', () => {
  const { address, port } = server.address();
  console.log(`Listening on http://${address}:${port}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, shutDown);

/** Requests in flight end first. Idle connections do not keep the process alive. */
function shutDown() {
  server.close();
  setInterval(() => server.closeIdleConnections(), 100).unref();
  setTimeout(() => server.closeAllConnections(), 15_000).unref();
}
