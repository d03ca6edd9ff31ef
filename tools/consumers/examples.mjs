// Runs the tests of the examples:
//
//   npm run test:examples                  all
//   npm run test:examples -- express       those of these folders
//   npm run test:examples -- --packed=dir  with the tarballs of a folder; builds nothing

import { join } from 'node:path';
import { copyKit, runExample, variants } from './example.mjs';
import { setUpConsumers } from './setup.mjs';
import { pick, readArguments, suite } from './suite.mjs';

const { packed, words } = readArguments();
const chosen = pick(variants(), words, ({ example }, word) => example === word);

const { folder, registry } = await setUpConsumers(packed);
copyKit(folder);
suite('examples', chosen, (variant, at) =>
  runExample(variant, join(folder, `${variant.example}-${at}`), registry),
);
