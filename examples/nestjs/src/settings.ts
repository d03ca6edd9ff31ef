import { BaxCloudVerifyClient, type BaxCloudVerifyClientOptions } from '@baxcloud/baxverify';
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
  /** Where SMS may go, such as `AT`. Everywhere by default. */
  countries?: string[] | undefined;
  /** Milliseconds for a call of the service; 10 seconds by default. */
  timeout?: number | undefined;
}

export const SETTINGS = Symbol('SETTINGS');

export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { SESSION_SECRET: sessionSecret = '' } = env;
  if (sessionSecret.length < 32)
    throw new Error('SESSION_SECRET must have 32 characters or more, such as openssl rand -hex 32');
  return {
    baxverify: {
      projectId: env.BAXCLOUD_PROJECT_ID,
      apiKey: env.BAXCLOUD_API_KEY,
    },
    sessionSecret,
    secure: env.NODE_ENV === 'production',
    trustedProxies: Number(env.TRUSTED_PROXIES ?? 0),
    countries: env.COUNTRIES?.split(','),
  };
}

@Module({})
export class SettingsModule {
  static forRoot(settings: Settings) {
    return {
      module: SettingsModule,
      global: true,
      providers: [
        { provide: SETTINGS, useValue: settings },
        // Created at startup, so that the app does not start without a key.
        {
          provide: BaxCloudVerifyClient,
          useFactory: () => new BaxCloudVerifyClient(settings.baxverify),
        },
      ],
      exports: [SETTINGS, BaxCloudVerifyClient],
    };
  }
}
