import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import { SETTINGS, type Settings } from './settings.js';

/** Make the app with `bodyParser: false`, then this. */
export function configure(app: NestExpressApplication): NestExpressApplication {
  const settings = app.get<Settings>(SETTINGS);
  app.set('trust proxy', settings.trustedProxies);
  app.disable('x-powered-by');
  app.use(cookieParser());
  // JSON alone: a form of another site could be posted without asking us first.
  app.useBodyParser('json', { limit: '8kb' });
  // SIGTERM lets requests under way end: an SMS that was asked for gets its answer.
  app.enableShutdownHooks();
  return app;
}
