// npm runs this if the package is installed from its source, as with `npm install github:…`. It
// builds the binary. Packages from a registry contain their binary and run nothing.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addons } from '../packages.mjs';
import { root } from '../run.mjs';
import { buildAddons, checkTools } from '../setup.mjs';

// npm installs them before it packs a git dependency. `npm ci --omit=dev` in a clone does not.
const needed = ['@napi-rs/cli', 'rollup'];

if (needed.every((name) => existsSync(join(root, 'node_modules', name)))) {
  checkTools();
  await buildAddons(addons.filter(({ folder }) => folder === '.'));
} else {
  console.log('Nothing was built, because the development packages are not installed.');
}
