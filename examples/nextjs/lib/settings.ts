import { keep } from './keep';

/** Read on first use, because `next build` also runs this code, without settings. */
export const settings = () => keep('settings', () => read(process.env));

function read(env: NodeJS.ProcessEnv) {
  const { SESSION_SECRET = '' } = env;
  if (SESSION_SECRET.length < 32)
    throw new Error('SESSION_SECRET must have 32 characters or more, such as openssl rand -hex 32');
  return {
    sessionSecret: new TextEncoder().encode(SESSION_SECRET),
    secure: env.NODE_ENV === 'production',
    /**
     * The number of your own proxies in front of the app. A client's address is the one that the
     * first of them saw.
     */
    trustedProxies: wholeNumber('TRUSTED_PROXIES', env.TRUSTED_PROXIES ?? '1'),
    /** Where SMS may go, such as `AT`. Everywhere by default. */
    countries: env.COUNTRIES?.split(','),
    /** A person is waiting: the call must fail before the browser or a proxy gives up. */
    timeout: wholeNumber('BAXVERIFY_TIMEOUT', env.BAXVERIFY_TIMEOUT ?? '10000'),
  };
}

function wholeNumber(name: string, value: string) {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`${name} must be a whole number from 1`);
  return Number(value);
}
