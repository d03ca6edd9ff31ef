import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import { SETTINGS, type Settings } from './settings.js';

/** Create the app with `bodyParser: false`, then call this. */
export function configure(app: NestExpressApplication): NestExpressApplication {
  const settings = app.get<Settings>(SETTINGS);
  app.set('trust proxy', settings.trustedProxies);
  app.disable('x-powered-by');
  app.use(cookieParser());
  // Only JSON: a form on another site can be posted without a CORS preflight.
  app.useBodyParser('json', { limit: '8kb' });
  // After SIGTERM, requests in flight end first, so that a send gets its response.
  app.enableShutdownHooks();
  return app;
}
