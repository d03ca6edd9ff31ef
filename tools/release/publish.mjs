// Publishes what lies in `packed/`: the binaries before the packages that ask for them. A version that is
// already there is left as it is, so that a run which broke off can be repeated.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, probe, root, run } from '../run.mjs';

const { values: options } = parseArgs({
  options: {
    from: { type: 'string', default: join(root, 'packed') },
    registry: { type: 'string' },
    /** Lets the registry show which commit and workflow the packages come from. */
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
  // Nobody gets a version such as 1.0.0-rc.1 who has not asked for it; npm refuses to guess.
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
