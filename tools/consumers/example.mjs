// An example: a folder of `examples/` with a package.json, tested with each of the versions that it
// names.

import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run.mjs';
import { install, runTest } from './install.mjs';

/** The test builds the Next.js app several times. */
const TEST_LIMIT = 600_000;
const examples = join(root, 'examples');
const manifestOf = (name) => JSON.parse(readFileSync(join(examples, name, 'package.json'), 'utf8'));

/**
 * @returns {{ name: string, example: string, versions: Record<string, string>, skip?: string }[]}
 * one for each example and each entry of its `config.matrix`, a map of a dependency, or of several
 * with commas between, to a list of versions
 */
export function variants() {
  return readdirSync(examples)
    .filter((example) => existsSync(join(examples, example, 'package.json')))
    .flatMap((example) => {
      const { config, scripts } = manifestOf(example);
      const skip = scripts?.test ? undefined : 'its package.json has no script "test"';
      const sets = Object.entries(config?.matrix ?? {}).flatMap(([names, ranges]) =>
        ranges.map((range) => Object.fromEntries(names.split(',').map((n) => [n.trim(), range]))),
      );
      return (sets.length > 0 ? sets : [{}]).map((versions) => {
        const [first] = Object.entries(versions);
        return {
          name: first ? `${example} (${first.join(' ')})` : example,
          example,
          versions,
          skip,
        };
      });
    });
}

/** The tests of the examples import it from next to their folder. */
export function copyKit(folder) {
  cpSync(join(examples, 'kit'), join(folder, 'kit'), { recursive: true });
}

/** Copies the example out of the repository, installs it from the registry, and runs its test. */
export async function runExample({ example, versions }, folder, registry) {
  cpSync(join(examples, example), folder, {
    recursive: true,
    // Skips installed or built files, and the lock file, which may have other versions.
    filter: (path) => !/[\\/](node_modules|\.next|dist|package-lock\.json)$/.test(path),
  });
  const manifest = manifestOf(example);
  for (const [name, range] of Object.entries(versions)) {
    const kinds = [manifest.dependencies, manifest.devDependencies].filter((kind) => kind?.[name]);
    if (kinds.length === 0)
      throw new Error(`config.matrix of ${example} names ${name}, which it does not use`);
    for (const kind of kinds) kind[name] = range;
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await install(folder, registry);
  // No test may reach the real service.
  const env = { BAXVERIFY_ALLOW_HOSTS: 'local' };
  await runTest(folder, registry, { limit: TEST_LIMIT, env });
}
