// Packs everything that is published as npm would, into `packed/`: each package without its binary, and a
// package for each platform whose binary is there.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, root, run } from '../run.mjs';
import { installPackages, writeJavaScript } from '../setup.mjs';
import { GLIBC_FLOOR, glibcOf, isAbove } from './packaging/symbol-floor.mjs';

installPackages();
const { platformPackages, publishedManifest } = await import('./packaging/manifests.mjs');

const { values: options } = parseArgs({
  options: {
    /** Where the tarballs go. */
    out: { type: 'string', default: join(root, 'packed') },
    /** For a release: fails unless there is a binary for each platform, and each runs on old systems. */
    complete: { type: 'boolean', default: false },
    /** For a release: fails unless it is `v` and the version. */
    tag: { type: 'string' },
  },
});
const staging = mkdtempSync(join(tmpdir(), 'baxverify-pack-'));
// Not in a `finally`, which a failed step never comes to.
process.once('exit', () => rmSync(staging, { recursive: true, force: true }));

checkTag();
await writeJavaScript();
rmSync(options.out, { recursive: true, force: true });
mkdirSync(options.out, { recursive: true });
for (const folder of ['.', 'packages/emulator', 'packages/parse-server']) {
  const source = join(root, folder);
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  if (manifest.napi) packBinaries(source, manifest);
  packPackage(source, manifest);
}

function checkTag() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (options.tag !== undefined && options.tag !== `v${version}`) {
    fail(`The tag is ${options.tag}, and the packages are of version ${version}.`);
  }
}

function packBinaries(source, manifest) {
  const missing = [];
  for (const { target, file, manifest: own } of platformPackages(manifest)) {
    if (!existsSync(join(source, file))) {
      missing.push(target);
      continue;
    }
    checkFloor(target, join(source, file));
    const stage = newStage(own);
    cpSync(join(source, file), join(stage, file));
    cpSync(join(source, 'LICENSE'), join(stage, 'LICENSE'));
    writeFileSync(
      join(stage, 'README.md'),
      `# ${own.name}\n\n${own.description} Install \`${manifest.name}\`, which brings it.\n`,
    );
    pack(stage);
  }
  const count = manifest.napi.targets.length;
  if (missing.length === count) fail(`${manifest.name} has no binary here: npm run build`);
  if (missing.length === 0) return;
  const gap = `${manifest.name} lacks the binaries of ${missing.join(', ')}.`;
  if (options.complete) fail(gap);
  console.log(gap);
}

function checkFloor(target, file) {
  if (!target.endsWith('-gnu')) return;
  const needed = glibcOf(file);
  if (!isAbove(needed, GLIBC_FLOOR)) return;
  const reason = `${target} needs glibc ${needed}, above ${GLIBC_FLOOR}: build it by npm run build:portable`;
  if (options.complete) fail(reason);
  console.log(`${reason}, if it is to be published.`);
}

function packPackage(source, manifest) {
  const published = publishedManifest(manifest);
  published.files = published.files.filter((pattern) => pattern !== '*.node');
  const stage = newStage(published);
  for (const file of [...published.files, 'README.md', 'LICENSE']) {
    cpSync(join(source, file), join(stage, file), { recursive: true });
  }
  pack(stage);
}

function newStage(manifest) {
  const stage = mkdtempSync(join(staging, 'package-'));
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return stage;
}

function pack(stage) {
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', options.out], {
    cwd: stage,
  });
}
