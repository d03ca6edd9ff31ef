// DNS lookups that never end must not delay other names or the end of the process.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { programPath } from './support/process.mjs';

const HANGING = 200;
/** Milliseconds. */
const LATE = 100;
const LEAVING = 300;

const compiler = ['cc', 'gcc', 'clang'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);
const skip =
  process.platform !== 'linux' || !compiler
    ? 'needs Linux and a C compiler, to make lookups hang without the internet'
    : false;

describe(`beside ${HANGING} name lookups that hang`, { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-names-'));
  const library = path.join(folder, 'hanging-names.so');
  let server;

  before(async () => {
    const source = fileURLToPath(new URL('support/hanging-names.c', import.meta.url));
    const built = spawnSync(compiler, ['-shared', '-fPIC', '-o', library, source, '-ldl'], {
      encoding: 'utf8',
    });
    assert.equal(built.status, 0, built.stderr);
    server = createServer((request, response) => {
      request.resume();
      response.end('{"sent":1}');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    server?.close();
    server?.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(distinct) {
    const good = ['localhost', ...Array.from({ length: 9 }, (_, at) => `${at}.good.internal`)];
    const { port } = server.address();
    const parameters = JSON.stringify({ port, hanging: HANGING, distinct, good });
    const child = spawn(process.execPath, [programPath('hanging-names.mjs'), parameters], {
      env: { ...process.env, LD_PRELOAD: library, NODE_TEST_CONTEXT: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 10_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal, at: Date.now() }));
    await once(child, 'close');
    const { code, signal, at } = await ended;
    assert.equal(signal, null, `the process did not end: ${stdout}`);
    assert.equal(code, 0, stdout);
    const result = JSON.parse(stdout);
    return { ...result, leaving: at - result.last };
  }

  function complaints({ found, overdue, aborted, leaving }) {
    const wrong = found.filter(({ end, took }) => end !== 'ok' || took > LATE);
    const list = wrong.map(({ end, took }) => `a good name: ${end} after ${took.toFixed(0)} ms`);
    if (overdue.end !== 'BAXVERIFY_TIMEOUT not_sent') list.push(`overdue: ${overdue.end}`);
    if (overdue.took > 500 + LATE) list.push(`the deadline came after ${overdue.took} ms`);
    if (aborted !== HANGING) list.push(`${aborted} were aborted`);
    if (leaving > LEAVING) list.push(`the process ended after ${leaving} ms`);
    return list;
  }

  for (const [how, distinct] of [
    ['of one name', false],
    ['each of its own name', true],
  ]) {
    test(`${how}, good names are found at once, and the process ends soon`, async () => {
      let list = complaints(await run(distinct));
      // Other processes share the processors.
      if (list.length > 0) list = complaints(await run(distinct));
      assert.deepEqual(list, []);
    });
  }
});
