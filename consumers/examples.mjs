// npm run test:examples                  all
// npm run test:examples -- express       those of these folders
// npm run test:examples -- --packed=dir  with the tarballs of a folder, where nothing is built

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runExample, variants } from './example.mjs';
import { inParallel } from './parallel.mjs';
import { Report, Skip } from './report.mjs';
import { inWorkshop } from './workshop.mjs';

const { values: options, positionals: wanted } = parseArgs({
  options: { packed: { type: 'string' } },
  allowPositionals: true,
});

const all = variants();
const chosen = all.filter(({ example }) => wanted.length === 0 || wanted.includes(example));
if (chosen.length === 0) {
  throw new Error(`Known are: ${[...new Set(all.map(({ example }) => example))].join(', ')}`);
}

await inWorkshop(options.packed, async ({ folder, registry }) => {
  const report = new Report();
  await inParallel(2, [...chosen.entries()], ([at, variant]) =>
    report.entry(variant.name, () => {
      if (variant.skip) throw new Skip(variant.skip);
      return runExample(variant, join(folder, `${variant.example}-${at}`), registry);
    }),
  );
  report.close();
});
