// A consumer: a project of `projects/`, copied to its own folder, installed and run.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, runTest } from './install.mjs';
import { nodeFolder, whyMissing } from './runtimes.mjs';
import { checkTree } from './tree.mjs';

/** The messages of runners about open handles. */
const NOT_CLEAN = /did not exit|open handle|failed to exit|MaxListenersExceeded/i;

/** @returns {string | undefined} why it cannot run on this machine */
export function whySkipped({ node, manager, skip }) {
  return skip?.() ?? whyMissing(node ? `node-${node}` : manager);
}

/** @returns {Promise<string>} a remark for the report */
export async function runConsumer(consumer, setup) {
  const { name, project = name, manager = 'npm', versions = {} } = consumer;
  const folder = join(setup.folder, name);
  if (consumer.run) return consumer.run({ ...setup, folder, root: setup.folder });
  copyProject(project, folder, versions);
  const node = consumer.node && nodeFolder(consumer.node);
  await install(folder, setup.registry, manager);
  const tree = manager === 'yarn-4-pnp' ? '' : await checkTree(folder, setup.registry, manager);
  const output = await runTest(folder, setup.registry, { manager, node });
  assert.doesNotMatch(output, NOT_CLEAN);
  // Only the packages can have caused it.
  if (project === 'node') assert.doesNotMatch(output, /Warning:/);
  return tree;
}

/** @param {Record<string, string>} versions take the place of those in the project's manifest */
export function copyProject(project, folder, versions = {}) {
  const source = fileURLToPath(new URL(`projects/${project}`, import.meta.url));
  cpSync(source, folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|package-lock\.json)$/.test(path),
  });
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  Object.assign(manifest.devDependencies ?? {}, versions);
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
