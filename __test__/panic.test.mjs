// A panic in native code ends its call, not the process. Builds the addon with a feature that can
// panic.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function build() {
  const args = [
    'build',
    '--lib',
    '--features',
    'panic-probe',
    '--message-format',
    'json',
    '--locked',
  ];
  const output = execFileSync('cargo', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const library = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter(({ reason, target }) => reason === 'compiler-artifact' && target.name === 'baxverify')
    .flatMap(({ filenames }) => filenames)
    .find((file) => /\.(so|dylib|dll)$/.test(file));
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-panic-'));
  const addon = join(folder, 'panic.node');
  copyFileSync(library, addon);
  return { addon, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const prelude = `
  const { BaxCloudVerifyClient } = require(process.argv[1]);
  const clientOf = (port) => new BaxCloudVerifyClient({
    projectId: 'p', apiKey: 'key-canary', baseUrl: 'http://127.0.0.1:' + port, platform: 'test',
    requestIds: false,
  });
  const client = clientOf(9);
  let call = 0;
  const next = () => [++call, 5000, 0];
`;

const inCalls = `${prelude}
  (async () => {
    try { client.panicAtOnce(); } catch (error) { console.log('thrown', error instanceof Error); }
    const failures = await Promise.all(
      Array.from({ length: 20 }, () => client.panicInCall(...next()).catch((text) => JSON.parse(text))),
    );
    console.log('rejected', new Set(failures.map(({ code }) => code)), failures.length);
    const after = await client.sendOtp('+431', undefined, ...next()).catch((text) => JSON.parse(text));
    console.log('still works', after.code);
  })();
`;

/** With calls in flight. */
const outsideOfCalls = `${prelude}
  const server = require('node:net').createServer().listen(0, '127.0.0.1', async () => {
    const silent = clientOf(server.address().port);
    for (let round = 0; round < 3; round++) {
      const waits = Array.from(
        { length: 20 },
        () => silent.sendOtp('+431', undefined, ...next()).catch((text) => JSON.parse(text)),
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      silent.panicOutsideOfCalls();
      const failures = await Promise.all(waits);
      console.log('rejected', new Set(failures.map(({ code }) => code)), failures.length);
      const after = await client.sendOtp('+431', undefined, ...next()).catch((text) => JSON.parse(text));
      console.log('still works', after.code);
    }
    server.close();
    process.exit();
  });
`;

describe('panics', () => {
  let addon;
  let remove;
  before(() => {
    ({ addon, remove } = build());
  });
  after(() => remove());

  function run(program) {
    const result = spawnSync(process.execPath, ['-e', program, addon], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.equal(result.signal, null);
    assert.equal(result.status, 0, result.stderr);
    assert.doesNotMatch(result.stderr, /canary/);
    return result;
  }

  test('in calls and entry points reject or throw, and later calls work', () => {
    const { stdout, stderr } = run(inCalls);
    assert.equal(
      stdout,
      "thrown true\nrejected Set(1) { 'BAXVERIFY_INTERNAL_ERROR' } 20\nstill works BAXVERIFY_NETWORK_ERROR\n",
    );
    assert.match(stderr, /a panic in a task, on request/);
  });

  test('that end the thread of an engine reject its calls, and later calls work', () => {
    const { stdout, stderr } = run(outsideOfCalls);
    assert.equal(
      stdout,
      "rejected Set(1) { 'BAXVERIFY_INTERNAL_ERROR' } 20\nstill works BAXVERIFY_NETWORK_ERROR\n".repeat(
        3,
      ),
    );
    assert.match(stderr, /a panic outside of any call, on request/);
  });
});

test('a release has no such methods', () => {
  const native = createRequire(import.meta.url)('../native.js');
  const methods = Object.getOwnPropertyNames(native.BaxCloudVerifyClient.prototype);
  assert.ok(methods.includes('sendOtp'));
  assert.deepEqual(
    methods.filter((name) => /panic/i.test(name)),
    [],
  );
});
