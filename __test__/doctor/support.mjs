import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { ROOT, run } from '../support/process.mjs';

const BIN = path.join(ROOT, 'bin/baxverify.js');
/** Parts of every secret that a run has. */
const CANARY = 'c4n4ry';
export const KEY = `bax_sk_${CANARY}-key`;
export const PASSWORD = `${CANARY}-password`;
export const READY = { BAXCLOUD_PROJECT_ID: 'proj_test', BAXCLOUD_API_KEY: KEY };

/** A base URL where nobody listens. */
export const NOBODY = 'http://127.0.0.1:1/v1';

/** No server needs to be asked for a name with a label of more than 63 characters. */
export const UNKNOWN_NAME = `${'a'.repeat(64)}.example.test`;
export const UNKNOWN = `https://${UNKNOWN_NAME}/v1`;

/** Other variables of this machine must not decide, and no run may call the real service. */
const NEUTRAL = {
  ...Object.fromEntries(
    ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY']
      .flatMap((name) => [name, name.toLowerCase()])
      .concat(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'BAXVERIFY_ALLOW_HOSTS'])
      .map((name) => [name, undefined]),
  ),
  BAXCLOUD_BASE_URL: NOBODY,
};
/** Milliseconds. A run that takes longer hangs. */
const HANGS = 180_000;

/** Runs the command. No output may hold a part of a secret. */
export async function doctor(env, args = ['doctor'], { bin = BIN, nodeArgs = [], cwd } = {}) {
  const options = { env: { ...NEUTRAL, ...env }, limit: HANGS, cwd };
  const result = await run(process.execPath, [...nodeArgs, bin, ...args], options);
  const output = result.stdout + result.stderr;
  assert.equal(result.signal, null, `hangs: ${output}`);
  assert.ok(!output.toLowerCase().includes(CANARY), output);
  assert.ok(!output.includes(Buffer.from(CANARY).toString('base64').slice(0, 7)), output);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  assert.doesNotMatch(output, /[\x00-\x09\x0b-\x1f\x7f]/);
  return result;
}

/** Runs the command with `--json`, and returns the result with the exit code. */
export async function diagnose(env, args = [], options = {}) {
  const { code, stdout, stderr, elapsed } = await doctor(
    env,
    ['doctor', '--json', ...args],
    options,
  );
  assert.ok(stdout.startsWith('{'), stdout + stderr);
  const result = JSON.parse(stdout);
  assert.equal(code, result.ok ? 0 : 1, stdout);
  return { ...result, stderr, elapsed };
}

/**
 * A service on 127.0.0.1. The requests to its paths are recorded.
 *
 * @param {(request: object, response: object) => void} [serve] responds instead of the service
 */
export async function startService(t, serve = () => false) {
  const paths = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    request.resume();
    if (serve(request, response) === false) respond(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
    assert.ok(!paths.some((each) => each.includes('/send')), `an SMS: ${paths}`);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { paths, origin, url: `${origin}/v1` };
}

export function reply(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export function refuse(response, code, status = 403, error = {}) {
  reply(response, status, { success: false, error: { code, message: 'No.', ...error } });
}

/** What the service says to each call of the doctor if all is well. */
export function respond({ url, headers }, response) {
  if (!headers.authorization) return refuse(response, 'BAXVERIFY_TOKEN_INVALID', 401);
  if (url.includes('/stats')) return reply(response, 200, { sent: 1, verified: 1, failed: 0 });
  if (url.includes('/validate-token')) return refuse(response, 'BAXVERIFY_TOKEN_INVALID', 401);
  return reply(response, 200, { items: [], total: 0, page: 1, limit: 20 });
}
