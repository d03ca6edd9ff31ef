// Publishes the tarballs in `packed/`, the binaries before the packages that depend on them. It
// skips versions that are already published, so that a failed run can be repeated.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, probe, root, run } from '../run.mjs';

const { values: options } = parseArgs({
  options: {
    from: { type: 'string', default: join(root, 'packed') },
    registry: { type: 'string' },
    /** Makes the registry show the commit and workflow of the packages. */
    provenance: { type: 'boolean', default: false },
  },
});
const registry = options.registry ? ['--registry', options.registry] : [];

const tarballs = readdirSync(options.from).filter((file) => file.endsWith('.tgz'));
if (tarballs.length === 0) fail(`There is nothing to publish in ${options.from}: npm run pack`);

for (const tarball of tarballs.sort(binariesFirst)) {
  const file = join(options.from, tarball);
  const { name, version } = manifestOf(file);
  if (probe('npm', ['view', `${name}@${version}`, 'version', ...registry]) === version) {
    console.log(`${name} ${version} is published already`);
    continue;
  }
  const provenance = options.provenance ? ['--provenance'] : [];
  // A prerelease such as 1.0.0-rc.1 needs a tag, so that users only get it on request.
  const tag = ['--tag', version.includes('-') ? 'next' : 'latest'];
  run('npm', ['publish', file, '--access', 'public', ...tag, ...provenance, ...registry]);
}

function binariesFirst(one, other) {
  const isBinary = (name) => /-(linux|darwin|win32)-/.test(name);
  return isBinary(other) - isBinary(one) || one.localeCompare(other);
}

function manifestOf(file) {
  return JSON.parse(probe('tar', ['-xzOf', file, 'package/package.json']));
}
