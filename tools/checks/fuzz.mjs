// Fuzzes for some time: npm run fuzz -- [seconds] [target …]. The default is all targets, for a
// minute each.

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cargoTool, path } from '../cargo-tools.mjs';
import { root, run, step } from '../run.mjs';
import { needNightly } from './nightly.mjs';

const VERSION = '0.13.2';
const [seconds = '60', ...named] = process.argv.slice(2);
const folder = 'crates/client/fuzz';
const all = readdirSync(join(root, folder, 'fuzz_targets')).map((file) => file.replace('.rs', ''));

needNightly();
cargoTool('cargo-fuzz', VERSION);
for (const target of named.length > 0 ? named : all) {
  await step(target, () => {
    // New inputs go into the first folder. The corpus is only read.
    const found = join(folder, 'found', target);
    mkdirSync(join(root, found), { recursive: true });
    const corpus = join(folder, 'corpus', target);
    const limits = ['--', `-max_total_time=${seconds}`, '-timeout=10'];
    run(
      'cargo',
      ['+nightly', 'fuzz', 'run', '--fuzz-dir', folder, target, found, corpus, ...limits],
      {
        env: { PATH: path },
      },
    );
  });
}
