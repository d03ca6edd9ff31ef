// Mutates the code of redaction and retries with cargo-mutants, and lists the mutations that no
// test detects. It takes long. Arguments are passed on.

import { cargoTool, path } from '../cargo-tools.mjs';
import { run } from '../run.mjs';

const VERSION = '27.1.0';
const FILES = ['crates/client/src/redact/*.rs', 'crates/client/src/call/retry.rs'];

cargoTool('cargo-mutants', VERSION);
run(
  'cargo',
  [
    'mutants',
    '--package=baxverify-client',
    ...FILES.flatMap((file) => ['--file', file]),
    '--timeout=120',
    ...process.argv.slice(2),
    '--',
    '--lib',
    '--test=redaction',
    '--test=properties',
  ],
  { env: { PATH: path } },
);
