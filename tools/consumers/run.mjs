// npm run test:consumers                 all
// npm run test:consumers -- jest node    those of these names, and of names that go on: node-18, …
// npm run test:consumers -- --packed=dir with the tarballs of a folder, where nothing is built

import { parseArgs } from 'node:util';
import { runConsumer } from './consumer.mjs';
import { consumers, leftOut } from './consumers.mjs';
import { inParallel } from './parallel.mjs';
import { pick, Report } from './report.mjs';
import { inWorkshop } from './workshop.mjs';

const { values: options, positionals: wanted } = parseArgs({
  options: { packed: { type: 'string' } },
  allowPositionals: true,
});
const chosen = pick(
  consumers,
  wanted,
  ({ name }, word) => name === word || name.startsWith(`${word}-`),
);

await inWorkshop(options.packed, async (workshop) => {
  const report = new Report();
  await inParallel(2, chosen, (consumer) =>
    report.entry(consumer.name, () => runConsumer(consumer, workshop)),
  );
  report.close(leftOut);
});
