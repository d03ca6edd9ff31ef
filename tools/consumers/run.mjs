// Runs the consumers:
//
//   npm run test:consumers                  all
//   npm run test:consumers -- jest node     those whose names start with these: jest, node-18, …
//   npm run test:consumers -- --packed=dir  with the tarballs of a folder; builds nothing

import { runConsumer, whySkipped } from './consumer.mjs';
import { consumers, leftOut, onDemand } from './consumers.mjs';
import { setUpConsumers } from './setup.mjs';
import { pick, readArguments, suite } from './suite.mjs';

const { packed, words } = readArguments();
const chosen = pick(
  words.length > 0 ? [...consumers, ...onDemand] : consumers,
  words,
  ({ name }, word) => name === word || name.startsWith(`${word}-`),
);

const setup = await setUpConsumers(packed);
const items = chosen.map((consumer) => ({ ...consumer, skip: whySkipped(consumer) }));
const notNamed = words.length > 0 ? [] : onDemand;
const others = notNamed.map(({ name }) => ({ name, skip: `npm run test:consumers -- ${name}` }));
suite('consumers', [...items, ...others, ...leftOut], (consumer) => runConsumer(consumer, setup));
