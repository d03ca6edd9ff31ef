// npm runs this where the package is installed from its source, as by `npm install github:…`: there is no
// binary then, so it is built. What comes from a registry brings its binary and runs nothing.

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
