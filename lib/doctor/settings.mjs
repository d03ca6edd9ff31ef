import { existsSync } from 'node:fs';
import { Secrets } from './secrets.mjs';
import { userinfoOf } from './text.mjs';

const OWN = ['BAXCLOUD_PROJECT_ID', 'BAXCLOUD_API_KEY', 'BAXCLOUD_BASE_URL'];
const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);
const SECRET_VARIABLES = ['BAXCLOUD_API_KEY', 'BAXCLOUD_WEBHOOK_SECRET'];

/**
 * @typedef {object} Settings
 * @property {Record<string, string | undefined>} env
 * @property {string | undefined} projectId undefined if it is not set or empty
 * @property {string | undefined} apiKey
 * @property {string | undefined} baseUrl
 * @property {string} source where the base URL comes from, to name it in a next step
 * @property {string[]} set the names of the variables that are set
 * @property {string} dotenv a hint for a missing variable
 * @property {Secrets} secrets
 */

function sourceOf(option, baseUrl) {
  if (option) return '--base-url';
  return baseUrl ? 'BAXCLOUD_BASE_URL' : 'the base URL';
}

/** @returns {Settings} */
export function readSettings(env, baseUrlOption) {
  const baseUrl = baseUrlOption ?? (env.BAXCLOUD_BASE_URL || undefined);
  const urls = [baseUrl, ...PROXIES.map((name) => env[name])].filter(Boolean);
  const keys = SECRET_VARIABLES.map((name) => env[name]);
  return {
    env,
    projectId: env.BAXCLOUD_PROJECT_ID || undefined,
    apiKey: env.BAXCLOUD_API_KEY || undefined,
    baseUrl,
    source: sourceOf(baseUrlOption, baseUrl),
    set: [...OWN, 'BAXVERIFY_ALLOW_HOSTS'].filter((name) => env[name]),
    dotenv: existsSync('.env')
      ? ' The file .env is not read by itself: start Node.js with --env-file=.env.'
      : '',
    secrets: new Secrets([...keys, ...urls.flatMap(userinfoOf)]),
  };
}
