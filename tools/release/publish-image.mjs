// Publishes the container image of the emulator for all architectures, from the archives in
// `packed/`. It needs docker with buildx, which is logged in to the registry.

import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { manifestOf, programs } from '../packages.mjs';
import { fail, root, run } from '../run.mjs';
import { architectureOf, archiveName } from './packaging/program.mjs';

const { values: options } = parseArgs({
  options: {
    from: { type: 'string', default: join(root, 'packed') },
    /** Such as `ghcr.io/owner/baxverify-emulator`, without a tag. */
    image: { type: 'string' },
  },
});
if (!options.image) fail('Name the image: npm run publish:image -- --image ghcr.io/owner/name');

const [program] = programs;
const { version } = manifestOf(program);
const context = mkdtempSync(join(tmpdir(), 'baxverify-image-'));
// Not in a `finally`, because a failed step ends the process.
process.once('exit', () => rmSync(context, { recursive: true, force: true }));
for (const file of ['Dockerfile', 'LICENSE']) {
  cpSync(join(root, program.folder, file), join(context, file));
}
for (const target of program.targets) extract(target);

const platforms = program.targets.map((target) => `linux/${architectureOf(target).docker}`);
// As on npm, users get a prerelease such as 1.0.0-rc.1 only on request.
const tags = [version, version.includes('-') ? 'next' : 'latest'];
run('docker', [
  ...['buildx', 'build', '--push', '--platform', platforms.join()],
  ...tags.flatMap((tag) => ['--tag', `${options.image}:${tag}`]),
  context,
]);

function extract(target) {
  const archive = join(options.from, `${archiveName(program, target)}.tar.gz`);
  if (!existsSync(archive)) fail(`There is no ${archive}: npm run pack`);
  const folder = join(context, 'dist', architectureOf(target).docker);
  mkdirSync(folder, { recursive: true });
  run('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
}
