// Writes the crates of each binary as CycloneDX into `sbom/`. The npm packages have no
// dependencies.

import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cargoTool, path } from '../cargo-tools.mjs';
import { binaries } from '../packages.mjs';
import { root, run } from '../run.mjs';

const out = join(root, 'sbom');
rmSync(out, { recursive: true, force: true });
mkdirSync(out);

cargoTool('cargo-cyclonedx', '0.5.9');
run('cargo', ['cyclonedx', '--format', 'json', '--target', 'all'], { env: { PATH: path } });
// One file for each crate of the workspace, next to its manifest.
for (const { crateFolder, crate } of binaries()) {
  renameSync(join(root, crateFolder, `${crate}.cdx.json`), join(out, `${crate}.cdx.json`));
}
for (const folder of ['crates', 'packages/emulator', 'tools/addon-tests']) {
  for (const name of readdirSync(join(root, folder), { recursive: true })) {
    if (name.endsWith('.cdx.json')) rmSync(join(root, folder, name));
  }
}
