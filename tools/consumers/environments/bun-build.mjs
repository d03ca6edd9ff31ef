// Bundles and executables by `bun build`, and both builds run by Bun and Deno.

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject } from '../consumer.mjs';
import { install } from '../install.mjs';
import { attempt, run } from '../process.mjs';
import { program } from '../runtimes.mjs';
import { PROOF, withService } from './service.mjs';

const ENTRIES = ['main.mjs', 'main-fetch.mjs'];

export async function bunBuild({ folder, root, registry }) {
  copyProject('login', folder);
  await install(folder, registry);
  const bun = program('bun');
  const build = (...args) => run(bun, ['build', ...args], { cwd: folder, env: registry.env() });
  const alone = join(folder, 'alone');
  mkdirSync(alone);
  const passed = [];

  for (const entry of ENTRIES) {
    const name = entry.replace('.mjs', '.js');
    for (const target of ['node', 'bun']) {
      await build(entry, '--target', target, '--outdir', target);
      await logsIn(target === 'bun' ? bun : process.execPath, [join(folder, target, name)]);
    }
    const executable = join(alone, entry.replace('.mjs', ''));
    await build(entry, '--compile', '--outfile', executable);
    await logsIn(executable, []);
    await logsIn(bun, [join(folder, entry)]);
  }
  const binaries = readdirSync(join(folder, 'node')).filter((file) => file.endsWith('.node'));
  assert.equal(binaries.length, 1, 'the binary is next to the bundle');

  // Without the binary next to it.
  const copy = join(alone, 'bundle.mjs');
  copyFileSync(join(folder, 'node/main.js'), copy);
  const failed = await attempt(process.execPath, [copy], { cwd: alone });
  assert.notEqual(failed.code, 0);
  assert.match(failed.output, /: the package is in a bundle and cannot load the native binary/);
  copyFileSync(join(folder, 'node/main-fetch.js'), copy);
  await logsIn(process.execPath, [copy]);
  return `${passed.length} logins`;

  async function logsIn(command, args) {
    // The limit of messages to a number is per service.
    await withService({ root, registry }, async (env) => {
      const { stdout } = await run(command, args, { cwd: alone, env: registry.env(env) });
      assert.deepEqual(JSON.parse(stdout), PROOF, [command, ...args].join(' '));
    });
    passed.push(command);
  }
}

export async function denoFetch({ folder, root, registry }) {
  copyProject('login', folder);
  await install(folder, registry);
  for (const entry of ENTRIES) {
    await withService({ root, registry }, async (env) => {
      const args = ['run', '-A', '--no-lock', entry];
      const { stdout } = await run(program('deno'), args, { cwd: folder, env: registry.env(env) });
      assert.deepEqual(JSON.parse(stdout), PROOF, entry);
    });
  }
  return 'both builds';
}
