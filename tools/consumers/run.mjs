// Runs the consumers:
//
//   npm run test:consumers                  all
//   npm run test:consumers -- jest node     those whose names start with these: jest, node-18, …
//   npm run test:consumers -- --packed=dir  with the tarballs of a folder; builds nothing

import { runConsumer, whySkipped } from './consumer.mjs';
import { consumers, leftOut } from './consumers.mjs';
import { setUpConsumers } from './setup.mjs';
import { pick, readArguments, suite } from './suite.mjs';

const { packed, words } = readArguments();
const chosen = pick(
  consumers,
  words,
  ({ name }, word) => name === word || name.startsWith(`${word}-`),
);

const setup = await setUpConsumers(packed);
const items = chosen.map((consumer) => ({ ...consumer, skip: whySkipped(consumer) }));
suite('consumers', [...items, ...leftOut], (consumer) => runConsumer(consumer, setup));
