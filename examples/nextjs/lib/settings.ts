import { keep } from './keep';

/** Read when first used: `next build` runs this code too, without any of it set. */
export const settings = () => keep('settings', () => read(process.env));

function read(env: NodeJS.ProcessEnv) {
  const { SESSION_SECRET = '' } = env;
  if (SESSION_SECRET.length < 32)
    throw new Error('SESSION_SECRET must have 32 characters or more, such as openssl rand -hex 32');
  return {
    sessionSecret: new TextEncoder().encode(SESSION_SECRET),
    secure: env.NODE_ENV === 'production',
    /** How many proxies stand in front: a client's address counts from the last that is ours. */
    trustedProxies: wholeNumber('TRUSTED_PROXIES', env.TRUSTED_PROXIES ?? '1'),
    /** The country codes that SMS may go to; empty is everywhere. */
    phonePrefixes: (env.PHONE_PREFIXES ?? '').split(',').filter(Boolean),
    /** A person waits: say that it failed before their browser or a proxy gives up. */
    timeout: wholeNumber('BAXVERIFY_TIMEOUT', env.BAXVERIFY_TIMEOUT ?? '10000'),
  };
}

function wholeNumber(name: string, value: string) {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`${name} must be a whole number from 1`);
  return Number(value);
}
