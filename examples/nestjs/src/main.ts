import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { configure } from './configure.js';
import { readSettings } from './settings.js';

async function main() {
  const module = AppModule.forRoot(readSettings(process.env));
  const app = await NestFactory.create<NestExpressApplication>(module, { bodyParser: false });
  await configure(app).listen(Number(process.env.PORT ?? 3000), process.env.HOST ?? '127.0.0.1');
  console.log(`Listening on ${await app.getUrl()}`);
}

void main();
