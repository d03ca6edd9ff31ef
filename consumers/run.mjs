// npm run test:consumers                 all
// npm run test:consumers -- jest node    those of these names, and of names that go on: node-18, …
// npm run test:consumers -- --packed=dir with the tarballs of a folder, where nothing is built

import { parseArgs } from 'node:util';
import { runConsumer } from './consumer.mjs';
import { inParallel } from './parallel.mjs';
import { Report } from './report.mjs';
import { inWorkshop } from './workshop.mjs';

const { values: options, positionals: wanted } = parseArgs({
  options: { packed: { type: 'string' } },
  allowPositionals: true,
});

await inWorkshop(options.packed, async (workshop) => {
  // Not before the tools are installed.
  const { consumers, leftOut } = await import('./consumers.mjs');
  const chosen = consumers.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => `${name}-`.startsWith(`${word}-`)),
  );
  if (chosen.length === 0) {
    throw new Error(`Known are: ${consumers.map(({ name }) => name).join(', ')}`);
  }
  const report = new Report();
  await inParallel(2, chosen, (consumer) =>
    report.entry(consumer.name, () => runConsumer(consumer, workshop)),
  );
  report.close(leftOut);
});
