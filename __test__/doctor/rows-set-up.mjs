/** Set-ups that are wrong on this machine. `of` returns the environment of a run. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../support/process.mjs';
import { KEY, PASSWORD, READY, refuse, startService } from './support.mjs';

const env = (more) => async (t) => {
  const { url } = await startService(t);
  return { env: { ...READY, BAXCLOUD_BASE_URL: url, ...more } };
};

const SECRET = `whsec_${PASSWORD}`;

const NO_ADDONS = { nodeArgs: ['--no-addons'] };

/** A copy of the package for a system without a binary, or without its binary. */
function copyOf(t, platform) {
  const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-doctor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, 'bin'));
  for (const file of ['index.js', 'native.js', 'fetch-native.js', 'doctor.js', 'package.json']) {
    copyFileSync(path.join(ROOT, file), path.join(folder, file));
  }
  copyFileSync(path.join(ROOT, 'bin/baxverify.js'), path.join(folder, 'bin/baxverify.js'));
  const preload = path.join(folder, 'platform.cjs');
  writeFileSync(preload, `Object.defineProperty(process, 'platform', { value: '${platform}' });`);
  return { bin: path.join(folder, 'bin/baxverify.js'), nodeArgs: ['--require', preload] };
}

const inCopy = (platform) => async (t) => {
  const { url } = await startService(t);
  return { env: { ...READY, BAXCLOUD_BASE_URL: url }, options: copyOf(t, platform) };
};

/** Runs the doctor with another SDK. */
function withSdk(t, source) {
  const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-doctor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const bin = path.join(folder, 'main.cjs');
  const doctor = JSON.stringify(path.join(ROOT, 'doctor.js'));
  const main = `require(${doctor}).main(process.argv.slice(2), { version: '1.0.0', loadSdk });`;
  writeFileSync(bin, `const loadSdk = () => (${source});\n${main}\n`);
  return { bin };
}

const BROKEN_SDK = `{
  BaxCloudVerifyClient: class {
    static build = 'native';
    toJSON() { return { baseUrl: process.env.BAXCLOUD_BASE_URL }; }
    getStats() { return Promise.reject(new TypeError('${PASSWORD}')); }
  },
}`;

const project = (value) => env({ BAXCLOUD_PROJECT_ID: value });
const key = (value) => env({ BAXCLOUD_API_KEY: value });
const url = (value, more) => env({ BAXCLOUD_BASE_URL: value, ...more });

export const setUpRows = [
  [
    'VARIABLES_MISSING',
    'an empty environment',
    env({ BAXCLOUD_PROJECT_ID: undefined, BAXCLOUD_API_KEY: '' }),
  ],
  ['PROJECT_ID_MISSING', 'not set', project(undefined)],
  ['PROJECT_ID_MISSING', 'empty', project('')],
  ['API_KEY_MISSING', 'not set', key(undefined)],
  ['API_KEY_MISSING', 'empty', key('')],
  ['PROJECT_ID_IS_KEY', 'exchanged', env({ BAXCLOUD_PROJECT_ID: KEY, BAXCLOUD_API_KEY: 'proj_1' })],
  ['PROJECT_ID_MALFORMED', '50,000 characters', project('p'.repeat(50_000))],
  ['PROJECT_ID_MALFORMED', 'a line break', project('proj_1\n')],
  ['PROJECT_ID_MALFORMED', 'not ASCII', project('prój')],
  ['PROJECT_ID_MALFORMED', 'a placeholder', project('<your project>')],
  ['KEY_MALFORMED', 'quotes', key(`"${KEY}"`)],
  ['KEY_MALFORMED', 'a line break', key(`${KEY}\n`)],
  ['KEY_MALFORMED', 'two keys in two lines', key(`${KEY}\n${KEY}2`)],
  ['KEY_MALFORMED', 'a blank', key(`${KEY} `)],
  ['KEY_MALFORMED', 'the scheme', key(`Bearer ${KEY}`)],
  ['KEY_MALFORMED', 'a placeholder', key('$BAXCLOUD_API_KEY')],
  ['KEY_MALFORMED', '50,000 characters', key(KEY.padEnd(50_000, 'x'))],
  ['KEY_MALFORMED', 'escape sequences', key(`\u001b[31m${KEY}`)],
  ['CLIENT_KEY', 'bax_pk_', key(KEY.replace('_sk_', '_pk_'))],
  ['KEY_OF_UNKNOWN_KIND', 'another beginning', key('c4n4ry-other-key'), 'warning'],
  ['BAXVERIFY_INVALID_ARGUMENT', 'a form only the SDK knows', key('Bearer.c4n4ry')],
  ['BINARY_MISSING', 'no package with the binary', inCopy('linux')],
  ['BINARY_UNLOADABLE', '--no-addons', async () => ({ env: READY, options: NO_ADDONS })],
  ['FETCH_BUILD', 'a system without a binary', inCopy('freebsd'), 'warning'],
  ['BASE_URL_INVALID', 'ftp', url('ftp://127.0.0.1/v1')],
  ['BASE_URL_INVALID', 'userinfo', url(`https://user:${PASSWORD}@127.0.0.1/v1`)],
  ['BASE_URL_INVALID', 'http to the internet', url('http://example.com/v1')],
  ['BASE_URL_INVALID', '50,000 characters', url(`https://127.0.0.1/${'a'.repeat(50_000)}`)],
  ['BASE_URL_INVALID', 'a key', url(KEY)],
  [
    'BAXVERIFY_HOST_NOT_ALLOWED',
    'the real service in a test',
    url('', { BAXVERIFY_ALLOW_HOSTS: 'local' }),
  ],
  [
    'BASE_URL_WITHOUT_V1',
    'a warning if it works',
    async (t) => {
      const { origin } = await startService(t);
      return { env: { ...READY, BAXCLOUD_BASE_URL: `${origin}/proxy` } };
    },
    'warning',
  ],
  [
    'BASE_URL_WITHOUT_V1',
    '404',
    async (t) => {
      const service = await startService(t, (_, response) => {
        response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
      });
      return { env: READY, args: [`--base-url=${service.origin}`] };
    },
  ],
  [
    'BAXVERIFY_INTERNAL_ERROR',
    'an error of another kind',
    async (t) => {
      const { url } = await startService(t);
      return { env: { ...READY, BAXCLOUD_BASE_URL: url }, options: withSdk(t, BROKEN_SDK) };
    },
  ],
  [
    'UNKNOWN_CODE',
    'a code of the future',
    async (t) => {
      const helpUrl = `https://example.com/${KEY}/${PASSWORD}?${SECRET}`;
      const echo = { message: PASSWORD, details: { helpUrl } };
      const { url } = await startService(t, ({ url, headers }, response) =>
        headers.authorization && url.includes('/stats')
          ? refuse(response, 'BAXVERIFY_NEW_CODE', 403, echo)
          : false,
      );
      const HTTPS_PROXY = `http://user:${PASSWORD}@127.0.0.1:1`;
      const secrets = { HTTPS_PROXY, BAXCLOUD_WEBHOOK_SECRET: SECRET };
      return { env: { ...READY, ...secrets, BAXCLOUD_BASE_URL: url } };
    },
  ],
];
