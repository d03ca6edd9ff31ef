// Runs the code that reads what strangers and servers write under Miri, which finds undefined behaviour.

import { run } from '../run.mjs';
import { needNightly } from './nightly.mjs';

/** Long answers and long tables, which would take the interpreter hours. */
const LEFT_OUT = ['large_answers', 'take_long', 'claims_are', 'in_every_notation'];
const MODULES = ['redact', 'decode', 'envelope', 'lossy', 'retry', 'wire_mark', 'queue'];

needNightly('miri', 'rust-src');
run(
  'cargo',
  [
    ...['+nightly', 'miri', 'test', '--lib', '--target-dir', 'target/miri', '--'],
    ...MODULES,
    ...LEFT_OUT.flatMap((name) => ['--skip', name]),
  ],
  // Tests look at the clock.
  { env: { MIRIFLAGS: '-Zmiri-disable-isolation' } },
);
