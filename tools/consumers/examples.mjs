// npm run test:examples                  all
// npm run test:examples -- express       those of these folders
// npm run test:examples -- --packed=dir  with the tarballs of a folder, where nothing is built

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runExample, variants } from './example.mjs';
import { inParallel } from './parallel.mjs';
import { pick, Report, Skip } from './report.mjs';
import { inWorkshop } from './workshop.mjs';

const { values: options, positionals: wanted } = parseArgs({
  options: { packed: { type: 'string' } },
  allowPositionals: true,
});

const chosen = pick(variants(), wanted, ({ example }, word) => example === word);

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
