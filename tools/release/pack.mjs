// Packs all published packages into `packed/`, as npm would: each package without its binary, and a
// package for each existing binary. The programs without Node become archives there.

import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { manifestOf, packages, programs } from '../packages.mjs';
import { fail, root, run } from '../run.mjs';
import { installPackages, writeJavaScript } from '../setup.mjs';
import { cratesInNotices, cratesOf, NOTICES, noticesFile } from './notices/crates.mjs';
import { packProgram, programFile } from './packaging/program.mjs';
import { GLIBC_FLOOR, glibcOf, isAbove } from './packaging/symbol-floor.mjs';

installPackages();
const { platformPackages, publishedManifest } = await import('./packaging/manifests.mjs');
const { stagePackage } = await import('./packaging/stage.mjs');

const { values: options } = parseArgs({
  options: {
    /** The folder for the tarballs. */
    out: { type: 'string', default: join(root, 'packed') },
    /**
     * For a release: fails unless every platform has a binary, each runs on old systems, and the
     * notices are complete.
     */
    complete: { type: 'boolean', default: false },
    /** For a release: fails unless the tag is `v` and the version. */
    tag: { type: 'string' },
  },
});
const staging = mkdtempSync(join(tmpdir(), 'baxverify-pack-'));
// Not in a `finally`, because a failed step ends the process.
process.once('exit', () => rmSync(staging, { recursive: true, force: true }));

checkTag();
await writeJavaScript();
rmSync(options.out, { recursive: true, force: true });
mkdirSync(options.out, { recursive: true });
for (const each of packages) {
  const source = join(root, each.folder);
  const manifest = manifestOf(each);
  const platforms = each.crate ? await platformPackages(manifest, newStage()) : [];
  if (each.crate && options.complete) checkNotices(each.crate);
  if (each.crate) packBinaries(each, manifest, platforms);
  await packPackage(each, source, publishedManifest(manifest, platforms));
}
for (const program of programs) packPrograms(program);

function checkTag() {
  const { version } = manifestOf(packages[0]);
  if (options.tag !== undefined && options.tag !== `v${version}`) {
    fail(`The tag is ${options.tag}, and the packages are of version ${version}.`);
  }
}

function checkNotices(crate) {
  run('cargo', ['fetch', '--locked', '--quiet']);
  if (cratesInNotices(crate).join() !== cratesOf(crate).join()) {
    fail(`The notices of ${crate} list other crates than it has: npm run notices`);
  }
}

function packBinaries({ folder, crate }, { name }, platforms) {
  const source = join(root, folder);
  const missing = platforms.filter(({ file }) => !existsSync(join(source, file)));
  if (missing.length === platforms.length) fail(`${name} has no binary here: npm run build`);
  for (const platform of platforms) {
    if (missing.includes(platform)) continue;
    checkFloor(join(source, platform.file));
    cpSync(join(source, platform.file), join(platform.folder, platform.file));
    cpSync(join(source, 'LICENSE'), join(platform.folder, 'LICENSE'));
    cpSync(noticesFile(crate), join(platform.folder, NOTICES));
    pack(platform.folder);
  }
  if (missing.length === 0) return;
  const gap = `${name} lacks the binaries ${missing.map(({ file }) => file).join(', ')}.`;
  if (options.complete) fail(gap);
  console.log(gap);
}

function packPrograms(program) {
  if (options.complete) checkNotices(program.crate);
  for (const target of program.targets) {
    if (existsSync(programFile(program, target))) {
      packProgram(program, target, { stage: newStage(), out: options.out });
    } else if (options.complete) {
      fail(`${program.crate} is not built for ${target}.`);
    }
  }
}

function checkFloor(file) {
  if (!file.endsWith('-gnu.node')) return;
  const needed = glibcOf(file);
  if (!isAbove(needed, GLIBC_FLOOR)) return;
  const reason = `${file} needs glibc ${needed}, above ${GLIBC_FLOOR}: build it by npm run build:portable`;
  if (options.complete) fail(reason);
  console.log(`${reason}, if it is to be published.`);
}

async function packPackage(each, source, published) {
  const stage = newStage();
  await stagePackage(each, source, published, stage);
  pack(stage);
}

function newStage() {
  return mkdtempSync(join(staging, 'package-'));
}

function pack(stage) {
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', options.out], {
    cwd: stage,
  });
}
