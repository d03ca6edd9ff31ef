// npm runs this where the package is installed from its source, as by `npm install github:…`: there is no
// binary then, so it is built. What comes from a registry brings its binary and runs nothing.

import { buildAddons, checkTools, sdk } from '../setup.mjs';

checkTools();
await buildAddons([sdk]);
