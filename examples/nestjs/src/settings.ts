import type { BaxCloudVerifyClientOptions } from '@baxcloud/baxverify';
import { Module } from '@nestjs/common';

/** The settings of the app, from the environment. */
export interface Settings {
  baxverify: BaxCloudVerifyClientOptions;
  sessionSecret: string;
  /** Whether the app is reached over HTTPS, so that its cookies can require it. */
  secure: boolean;
  /**
   * The number of your own proxies in front of the app. A client's address is the one that the
   * first of them saw.
   */
  trustedProxies: number;
  /** The country codes that SMS may go to. Empty means everywhere. */
  phonePrefixes: string[];
}

export const SETTINGS = Symbol('SETTINGS');

export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { SESSION_SECRET: sessionSecret = '' } = env;
  if (sessionSecret.length < 32)
    throw new Error('SESSION_SECRET must have 32 characters or more, such as openssl rand -hex 32');
  const trustedProxies = Number(env.TRUSTED_PROXIES ?? 0);
  if (!Number.isInteger(trustedProxies) || trustedProxies < 0)
    throw new Error('TRUSTED_PROXIES must be a whole number from 0');
  return {
    baxverify: {
      projectId: env.BAXCLOUD_PROJECT_ID,
      apiKey: env.BAXCLOUD_API_KEY,
      // A person is waiting: the call must fail before the browser or a proxy gives up.
      timeout: 10_000,
    },
    sessionSecret,
    secure: env.NODE_ENV === 'production',
    trustedProxies,
    phonePrefixes: (env.PHONE_PREFIXES ?? '').split(',').filter(Boolean),
  };
}

@Module({})
export class SettingsModule {
  static forRoot(settings: Settings) {
    return {
      module: SettingsModule,
      global: true,
      providers: [{ provide: SETTINGS, useValue: settings }],
      exports: [SETTINGS],
    };
  }
}
