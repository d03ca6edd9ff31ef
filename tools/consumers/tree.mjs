// Lists the packages of this project in an installation.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.mjs';

const SDK = /^@baxcloud\/baxverify(-(linux|darwin|win32)-.+)?$/;
/** The package of the other libc is then also installed. */
const KNOW_NO_LIBC = ['yarn-1', 'deno'];
const MOST_BYTES = 6_000_000;

/** @returns {Promise<string>} how large the SDK is */
export async function checkTree(folder, registry, manager) {
  const found = packagesIn(folder);
  const names = [...found.keys()].filter((name) => SDK.test(name)).sort();
  if (KNOW_NO_LIBC.includes(manager) && names.at(-1).endsWith('-musl')) names.pop();
  const platform = names[1] ?? '';
  assert.deepEqual(names, ['@baxcloud/baxverify', platform], 'the SDK and one platform package');
  assert.ok(platform.includes(`-${process.platform}-${process.arch}`), platform);
  for (const [name, { scripts = {}, gypfile }] of found) {
    const onInstall = ['preinstall', 'install', 'postinstall', 'prepare'].filter(
      (s) => s in scripts,
    );
    assert.deepEqual([name, onInstall, gypfile], [name, [], undefined]);
  }
  if (manager === 'npm') await checkNpm(folder, registry, names);
  const bytes = names.reduce((sum, name) => sum + sizeOf(found.get(name).place), 0);
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
  return `${names.length} packages, ${(bytes / 1e6).toFixed(1)} MB`;
}

async function checkNpm(folder, registry, expected) {
  const { stdout } = await run('npm', ['ls', '--all', '--json'], {
    cwd: folder,
    env: registry.env(),
  });
  const tree = JSON.parse(stdout);
  // Those of other packages are not ours to solve.
  const problems = (tree.problems ?? []).filter((text) => text.includes('@baxcloud/'));
  assert.deepEqual(problems, []);
  const listed = new Set();
  const collect = ({ dependencies = {} }) => {
    for (const [name, entry] of Object.entries(dependencies)) {
      // An optional package of another platform is listed as empty.
      if (SDK.test(name) && entry.version) listed.add(name);
      collect(entry);
    }
  };
  collect(tree);
  assert.deepEqual([...listed].sort(), expected);
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  for (const [path, entry] of Object.entries(packages)) {
    if (path.includes('@baxcloud/')) assert.equal(entry.hasInstallScript, undefined, path);
  }
}

/** Finds the packages of this project below a folder, for any package manager. */
function packagesIn(folder) {
  const found = new Map();
  const stores = ['node_modules', 'node_modules/.pnpm', 'node_modules/.deno'];
  const places = stores.map((store) => join(folder, store));
  for (const place of places.filter(existsSync)) {
    for (const scope of scopesIn(place)) {
      for (const name of readdirSync(scope)) {
        const own = realpathSync(join(scope, name));
        const manifest = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
        const before = found.get(manifest.name);
        assert.ok(!before || before.place === own, `${manifest.name} is there twice`);
        found.set(manifest.name, { ...manifest, place: own });
      }
    }
  }
  return found;
}

/** `@baxcloud` in a `node_modules`, and in a store with a folder for each package. */
function scopesIn(place) {
  const inner = readdirSync(place)
    .filter((name) => name.startsWith('@baxcloud'))
    .map((name) => (name === '@baxcloud' ? name : join(name, 'node_modules/@baxcloud')));
  return inner.map((name) => join(place, name)).filter(existsSync);
}

function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size,
      0,
    );
}
