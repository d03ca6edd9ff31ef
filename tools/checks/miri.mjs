// Runs the code that reads untrusted input under Miri, which finds undefined behaviour.

import { run } from '../run.mjs';
import { needNightly } from './nightly.mjs';

/** Tests with long responses, long tables or many random cases. They would take hours in Miri. */
const LEFT_OUT = [
  'large_answers',
  'take_long',
  'claims_are',
  'in_every_notation',
  'retry_after_never',
  'waits_stay',
];
const MODULES = ['redact', 'decode', 'envelope', 'unicode', 'retry', 'wire_mark', 'queue'];

needNightly('miri', 'rust-src');
run(
  'cargo',
  [
    ...['+nightly', 'miri', 'test', '--lib', '--target-dir', 'target/miri'],
    ...['-p', 'baxverify-client', '-p', 'baxverify-addon-tests', '--'],
    ...MODULES,
    ...LEFT_OUT.flatMap((name) => ['--skip', name]),
  ],
  // Tests read the clock.
  { env: { MIRIFLAGS: '-Zmiri-disable-isolation' } },
);
