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
import { platformPackages, publishedManifest } from './packaging/manifests.mjs';
import { fail, root, run } from './run.mjs';

const { values: options } = parseArgs({
  options: {
    /** Where the tarballs go. */
    out: { type: 'string', default: join(root, 'packed') },
    /** Fails unless there is a binary for each platform. */
    complete: { type: 'boolean', default: false },
  },
});
const staging = mkdtempSync(join(tmpdir(), 'baxverify-pack-'));

rmSync(options.out, { recursive: true, force: true });
mkdirSync(options.out, { recursive: true });
try {
  for (const folder of ['.', 'packages/emulator', 'packages/parse-server']) {
    const source = join(root, folder);
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    if (manifest.napi) packBinaries(source, manifest);
    packPackage(source, manifest);
  }
} finally {
  rmSync(staging, { recursive: true, force: true });
}

function packBinaries(source, manifest) {
  const missing = [];
  for (const { target, file, manifest: own } of platformPackages(manifest)) {
    if (!existsSync(join(source, file))) {
      missing.push(target);
      continue;
    }
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
