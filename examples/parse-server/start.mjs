// Starts PostgreSQL, the emulator of the service, and server.cjs. With --demo, a user logs in
// twice, and everything stops.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../../packages/parse-server/scripts/postgres.mjs';
import { packages, prepareServer } from '../../packages/parse-server/scripts/prepare.mjs';
import { run } from '../../packages/parse-server/scripts/run.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const port = process.env.PORT ?? '1337';

// Uses the packages of this repository instead of the published ones.
await prepareServer(here, await packages());
const { startEmulator } = await import('@baxcloud/baxverify-emulator');

const postgres = await startPostgres(here);
const emulator = await startEmulator({
  port: Number(process.env.EMULATOR_PORT ?? 4229),
  projectId: 'proj_example',
  apiKey: 'bax_sk_example',
  clientKey: 'bax_pk_example',
  onMessage: ({ phone, text }) => console.log(`SMS to ${phone}: ${text}`),
});
const server = spawn(process.execPath, ['server.cjs'], {
  cwd: here,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    ...emulator.env,
    PORT: port,
    DATABASE_URI: `${postgres.url}/postgres`,
    // Logs go only to this terminal.
    PARSE_SERVER_LOGS_FOLDER: 'null',
    PARSE_MASTER_KEY: randomBytes(16).toString('hex'),
  },
});
const ended = new Promise((resolve) => server.once('exit', resolve));

let passed = await ready();
if (passed && process.argv.includes('--demo')) {
  const env = { PORT: port, EXAMPLE_SERVICE: emulator.url.replace('/v1', '') };
  for (const _login of ['first', 'second']) {
    passed &&= await run(process.execPath, ['log-in.mjs'], { cwd: here, env });
  }
} else if (passed) {
  console.log('Log a user in from another terminal: npm run log-in. Ctrl-C ends everything.');
  await Promise.race([ended, new Promise((resolve) => process.once('SIGINT', resolve))]);
}

server.kill();
await ended;
await emulator.stop();
await postgres.stop();
process.exitCode = passed ? 0 : 1;

/** Whether Parse Server is ready. */
async function ready() {
  const headers = { 'x-parse-application-id': 'example' };
  for (let n = 0; n < 300 && server.exitCode === null; n += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/parse/health`, { headers }).catch(
      () => {},
    );
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  console.error('Parse Server did not start.');
  return false;
}
