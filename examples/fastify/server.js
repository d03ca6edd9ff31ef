import { randomBytes } from 'node:crypto';
import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.js';

const { env } = process;
const production = env.NODE_ENV === 'production';
if (production && !env.SESSION_SECRET) throw new Error('SESSION_SECRET must be set.');

const app = await buildApp({
  baxverify: { projectId: env.BAXCLOUD_PROJECT_ID, apiKey: env.BAXCLOUD_API_KEY },
  sessionSecret: env.SESSION_SECRET || randomBytes(32).toString('hex'),
  production,
  proxies: env.PROXIES || undefined,
  countries: env.COUNTRIES?.split(','),
});

// Requests in flight end first.
closeWithGrace({ delay: 15_000, logger: app.log }, async ({ err }) => {
  if (err) app.log.error(err, 'unexpected');
  await app.close();
});

await app.listen({ port: Number(env.PORT ?? 3000), host: env.HOST ?? '127.0.0.1' });
