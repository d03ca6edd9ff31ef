// Runs Schemathesis against a new emulator. It must find no server error and no response that the
// OpenAPI document does not describe. Installs Schemathesis from PyPI into its own folder if
// necessary.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const VERSION = 'schemathesis>=4,<5';
const venv = fileURLToPath(new URL('../node_modules/.schemathesis/', import.meta.url));
const tool = process.env.SCHEMATHESIS ?? `${venv}bin/schemathesis`;

// A call with a wrong code or an inactive project is refused by design. A documented error
// therefore does not mean that the request was invalid.
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
  'negative_data_rejection',
  'unsupported_method',
];

/**
 * Waiting for a message takes seconds by design, so the default of a hundred examples would take
 * too long.
 */
const QUICK = ['--max-examples', '5'];
const flags = process.argv.slice(2);

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) throw error;
  return status;
}

if (!existsSync(tool)) {
  run('python3', ['-m', 'venv', venv]);
  run(`${venv}bin/pip`, ['install', '--quiet', VERSION]);
}

/** An emulator on a separate thread, which runs while this one waits for the tool. */
async function emulator() {
  const script = `
    const { parentPort, workerData } = require('node:worker_threads');
    require(workerData).startEmulator({ sendLimit: 0 }).then(({ url, apiKey, projectId }) => {
      parentPort.postMessage({ origin: url.replace('/v1', ''), apiKey, projectId });
    });
  `;
  const worker = new Worker(script, {
    eval: true,
    workerData: fileURLToPath(new URL('../index.js', import.meta.url)),
  });
  const facts = await new Promise((resolve) => worker.once('message', resolve));
  return { worker, ...facts };
}

async function pass(name, filters) {
  console.log(`\n=== ${name}`);
  const { worker, origin, apiKey, projectId } = await emulator();
  const status = run(tool, [
    'run',
    `${origin}/openapi.json`,
    ...filters,
    '--checks',
    CHECKS.join(','),
    '-H',
    `Authorization: Bearer ${apiKey}`,
    '-H',
    `X-Project-Id: ${projectId}`,
    '--continue-on-failure',
    ...(flags.length > 0 ? flags : QUICK),
  ]);
  await worker.terminate();
  return status;
}

const faults = '^/emulator/faults';
const failed =
  // An injected fault makes other routes respond with errors by design.
  (await pass('service and control', ['--exclude-path-regex', faults])) ||
  (await pass('faults', ['--include-path-regex', faults]));
process.exit(failed ? 1 : 0);
