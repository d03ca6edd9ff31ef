import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import type { Emulator } from '@baxcloud/baxverify-emulator';
import type { LoggerService } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { AppModule } from '../src/app.module.js';
import { configure } from '../src/configure.js';
import type { Settings } from '../src/settings.js';

export const settings: Settings = {
  baxverify: { projectId: 'proj_test', apiKey: 'bax_sk_test', baseUrl: 'http://127.0.0.1:9/v1' },
  sessionSecret: 'a-secret-of-tests-that-is-long-enough',
  secure: false,
  trustedProxies: 0,
  phonePrefixes: [],
};

export function settingsFor({ projectId, apiKey, url }: Emulator, timeout = 5_000): Settings {
  return { ...settings, baxverify: { projectId, apiKey, baseUrl: url, timeout } };
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

/** The app on a free port, with what it logs, and a browser that keeps its cookie. */
export async function startApp(from: Settings, fake?: Partial<BaxCloudVerifyClient>) {
  const logged: string[] = [];
  const write = (...line: unknown[]) => void logged.push(line.map(String).join(' '));
  const logger: LoggerService = { log: write, error: write, warn: write, debug: write };

  const builder = Test.createTestingModule({ imports: [AppModule.forRoot(from)] });
  if (fake) builder.overrideProvider(BaxCloudVerifyClient).useValue(fake);
  const module = await builder.setLogger(logger).compile();
  const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false });
  await configure(app).listen(0, '127.0.0.1');
  const url = await app.getUrl();
  let cookie = '';

  async function call(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', cookie, ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const set = response.headers.getSetCookie()[0];
    if (set) cookie = set.split(';')[0] ?? '';
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : {},
      headers: response.headers,
    };
  }

  return {
    app,
    url,
    logged,
    get: (path: string, headers?: object) => call('GET', path, undefined, headers),
    post: (path: string, body?: unknown, headers?: object) => call('POST', path, body, headers),
    stop: () => app.close(),
  };
}

export type App = Awaited<ReturnType<typeof startApp>>;
