// Writes what each binary is made of, as CycloneDX, into `sbom/`. The npm packages have no dependencies to list.

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cargoTool, path } from '../cargo-tools.mjs';
import { root, run } from '../run.mjs';

const out = join(root, 'sbom');
rmSync(out, { recursive: true, force: true });
mkdirSync(out);

cargoTool('cargo-cyclonedx', '0.5.9');
run('cargo', ['cyclonedx', '--format', 'json', '--target', 'all'], { env: { PATH: path } });
// One for each crate of the workspace, beside its manifest.
renameSync(join(root, 'baxverify.cdx.json'), join(out, 'baxverify.cdx.json'));
const emulator = 'baxverify-emulator.cdx.json';
renameSync(join(root, 'packages/emulator', emulator), join(out, emulator));
rmSync(join(root, 'crates/wire/baxverify-wire.cdx.json'));
