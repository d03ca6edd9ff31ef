import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createApp } from './app.js';

const { env } = process;
const production = env.NODE_ENV === 'production';
if (production && !env.SESSION_SECRET) throw new Error('SESSION_SECRET must be set.');

const app = createApp({
  client: new BaxCloudVerifyClient({
    projectId: env.BAXCLOUD_PROJECT_ID,
    apiKey: env.BAXCLOUD_API_KEY,
  }),
  sessionSecret: env.SESSION_SECRET || randomBytes(32).toString('hex'),
  production,
  trustedProxies: Number(env.TRUSTED_PROXIES ?? 0),
  countries: env.COUNTRIES?.split(','),
});

// Not app.listen(): for an error such as a port in use, Express 5 calls the callback and Express 4
// throws.
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
