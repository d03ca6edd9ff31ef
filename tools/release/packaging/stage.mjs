import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minifyFolder } from './minify.mjs';

/**
 * Puts a package together as it is published.
 *
 * @param {{ isMinified?: boolean }} each an entry of `tools/packages.mjs`
 * @param {string} source the package's folder
 * @param {object} published its package.json
 * @param {string} stage an empty folder
 */
export async function stagePackage({ isMinified }, source, published, stage) {
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  const files = published.files.flatMap((pattern) => filesOf(source, pattern));
  for (const file of [...files, 'README.md', 'LICENSE']) {
    cpSync(join(source, file), join(stage, file), { recursive: true });
  }
  if (isMinified) await minifyFolder(stage);
}

/** Expands `*.js`. Other patterns are names. */
function filesOf(source, pattern) {
  if (!pattern.startsWith('*')) return [pattern];
  return readdirSync(source).filter((name) => name.endsWith(pattern.slice(1)));
}
