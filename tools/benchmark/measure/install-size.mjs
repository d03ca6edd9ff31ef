import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../processes.mjs';

const root = join(folder, '../..');

/** The bytes and packages that an installation of each client adds. */
export function measureInstallSizes() {
  return {
    baxverify: ownSize(),
    ...Object.fromEntries(
      ['undici', 'axios', 'twilio', 'stripe'].map((name) => [name, installedSize(name)]),
    ),
  };
}

/** The size of the addon in bytes. */
export function addonSize() {
  const name = readdirSync(root).find((file) => file.endsWith('.node'));
  if (!name) throw new Error('The addon is not built: npm run build');
  return lstatSync(join(root, name)).size;
}

/** The package, and the package with the addon for this platform that a release installs. */
function ownSize() {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const [{ unpackedSize, size }] = JSON.parse(output);
  return { bytes: unpackedSize, packed: size, packages: 2 };
}

function installedSize(name) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const wanted = new Set();
  const add = (dependency, from) => {
    const place = resolve(packages, dependency, from);
    if (!place || wanted.has(place)) return;
    wanted.add(place);
    for (const next of Object.keys(packages[place].dependencies ?? {})) add(next, place);
  };
  add(name, '');
  const bytes = [...wanted].reduce((sum, place) => sum + sizeOf(join(folder, place)), 0);
  return { bytes, packages: wanted.size };
}

/** The folder where Node.js finds a dependency: the nearest node_modules upwards. */
function resolve(packages, dependency, from) {
  for (
    let place = from;
    ;
    place = place.slice(0, Math.max(place.lastIndexOf('/node_modules/'), 0))
  ) {
    const candidate = `${place && `${place}/`}node_modules/${dependency}`;
    if (packages[candidate]) return candidate;
    if (place === '') return undefined;
  }
}

/** Without nested packages, which are counted separately. */
function sizeOf(path) {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
