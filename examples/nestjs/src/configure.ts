import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import type { NextFunction, Request, Response } from 'express';

/** Create the app with `bodyParser: false`, then call this. */
export function configure(app: NestExpressApplication): NestExpressApplication {
  app.disable('x-powered-by');
  app.use(cookieParser());
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.header('Cache-Control', 'no-store');
    next();
  });
  // Only JSON: a form on another site can be posted without a CORS preflight.
  app.useBodyParser('json', { limit: '4kb' });
  // After SIGTERM, requests in flight end first, so that a send gets its response.
  app.enableShutdownHooks();
  return app;
}
