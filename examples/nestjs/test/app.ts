import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import type { Emulator } from '@baxcloud/baxverify-emulator';
import type { LoggerService } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { AppModule } from '../src/app.module.js';
import { configure } from '../src/configure.js';
import type { Settings } from '../src/settings.js';
import { afterTest, client } from './kit.js';

export const settings: Settings = {
  baxverify: { projectId: 'proj_test', apiKey: 'bax_sk_test', baseUrl: 'http://127.0.0.1:9/v1' },
  sessionSecret: 'a-secret-of-tests-that-is-long-enough',
  secure: false,
  trustedProxies: 0,
};

export interface AppOptions {
  timeout?: number;
  baseUrl?: string;
  production?: boolean;
  behindProxy?: boolean;
  countries?: string[];
}

/** What the kit's tests know of this app. */
export const subjectFor = (emulator: Emulator) => ({
  emulator,
  Client: BaxCloudVerifyClient,
  startApp: (options?: AppOptions) => startApp(settingsFor(emulator, options)),
  userOf: async (_app: unknown, { json }: { json: { user: unknown } }) => json.user,
});

export function settingsFor(emulator: Emulator, options: AppOptions = {}): Settings {
  const { projectId, apiKey, url } = emulator;
  const { timeout = 5_000, baseUrl = url, production, behindProxy, countries } = options;
  return {
    ...settings,
    baxverify: { projectId, apiKey, baseUrl },
    secure: production ?? false,
    trustedProxies: behindProxy ? 1 : 0,
    countries,
    timeout,
  };
}

/** The app on a free port until the end of the test, with what it logs. */
export async function startApp(from: Settings, fake?: Partial<BaxCloudVerifyClient>) {
  const logged: string[] = [];
  const write = (...line: unknown[]) => void logged.push(line.map(String).join(' '));
  const logger: LoggerService = { log: write, error: write, warn: write, debug: write };

  const builder = Test.createTestingModule({ imports: [AppModule.forRoot(from)] });
  if (fake) builder.overrideProvider(BaxCloudVerifyClient).useValue(fake);
  const module = await builder.setLogger(logger).compile();
  const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false });
  await configure(app).listen(0, '127.0.0.1');
  afterTest(() => app.close());

  return {
    ...client(await app.getUrl()),
    log: () => logged.join('\n'),
    errors: () =>
      logged
        .map((line) => /code: '(?<code>BAX\w+)'.*outcome: '(?<outcome>\w+)'/s.exec(line)?.groups)
        .filter((error) => error !== undefined),
  };
}
