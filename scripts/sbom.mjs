// Writes what each binary is made of, as CycloneDX, into `sbom/`. The npm packages have no dependencies to list.

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';
import { cargoTool, path } from './tools.mjs';

const out = join(root, 'sbom');
rmSync(out, { recursive: true, force: true });
mkdirSync(out);

cargoTool('cargo-cyclonedx', '0.5.9');
for (const [folder, name] of [
  ['.', 'baxverify'],
  ['packages/emulator', 'baxverify-emulator'],
]) {
  const file = `${name}.cdx`;
  const manifest = join(folder, 'Cargo.toml');
  const args = ['--format', 'json', '--target', 'all', '--override-filename', file];
  run('cargo', ['cyclonedx', '--manifest-path', manifest, ...args], { env: { PATH: path } });
  renameSync(join(root, folder, `${file}.json`), join(out, `${file}.json`));
}
