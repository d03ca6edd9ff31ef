import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFolder } from './bundle.mjs';

/**
 * Puts a package together as it is published.
 *
 * @param {{ chunkOf?: (file: string) => string | undefined }} each an entry of `tools/packages.mjs`
 * @param {string} source the package's folder
 * @param {object} published its package.json
 * @param {string} stage an empty folder
 */
export async function stagePackage({ chunkOf }, source, published, stage) {
  const text = JSON.stringify(published, null, chunkOf ? 0 : 2);
  writeFileSync(join(stage, 'package.json'), `${text}\n`);
  const files = published.files.flatMap((pattern) => filesOf(source, pattern));
  for (const file of [...files, 'README.md', 'LICENSE']) {
    cpSync(join(source, file), join(stage, file), { recursive: true });
  }
  if (chunkOf) await bundleFolder(stage, chunkOf);
}

/** Expands `*.js`. Other patterns are names. */
function filesOf(source, pattern) {
  if (!pattern.startsWith('*')) return [pattern];
  return readdirSync(source).filter((name) => name.endsWith(pattern.slice(1)));
}
