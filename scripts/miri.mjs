// Runs the code that reads what strangers and servers write under Miri, which finds undefined behaviour.

import { needNightly } from './nightly.mjs';
import { run } from './run.mjs';

const MODULES = ['redact', 'decode', 'envelope', 'lossy', 'retry', 'wire_mark', 'queue'];

needNightly('miri', 'rust-src');
run(
  'cargo',
  ['+nightly', 'miri', 'test', '--lib', '--target-dir', 'target/miri', '--', ...MODULES],
  // Tests look at the clock.
  { env: { MIRIFLAGS: '-Zmiri-disable-isolation' } },
);
