/**
 * Makes one call in a separate process, because native code reads the environment once per process.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SETTINGS =
  /^(https?_proxy|all_proxy|no_proxy|ssl_cert_\w+|node_extra_ca_certs|request_method)$/i;

/** The environment of this process without the variables that tests set, plus `more`. */
function environment(more) {
  const inherited = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  return { ...Object.fromEntries(inherited), ...more };
}

/**
 * Sends a code, with `env` in the environment.
 *
 * @returns the result of the call as `{ value }`, or the fields of its error
 */
export async function sendFromChild(baseUrl, env, { timeout = 5000, maxRetries = 0 } = {}) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [fileURLToPath(import.meta.url), JSON.stringify({ baseUrl, timeout, maxRetries })],
    { env: environment(env), timeout: timeout + 10_000 },
  );
  return JSON.parse(stdout);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { BaxCloudVerifyClient } = await import('@baxcloud/baxverify');
  const options = JSON.parse(process.argv[2]);
  const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'bax_sk_canary', ...options });
  const result = await client.sendOtp({ phone: '+4366412345678' }).then(
    (value) => ({ value }),
    (error) => error.toJSON(),
  );
  process.stdout.write(JSON.stringify(result));
}
