// Changes the code of redaction and retries in every way that cargo-mutants knows, and lists the changes that no
// test notices. Takes long; arguments are handed on.

import { cargoTool, path } from '../cargo-tools.mjs';
import { run } from '../run.mjs';

const VERSION = '27.1.0';
const FILES = ['src/redact/*.rs', 'src/http/retry.rs'];

cargoTool('cargo-mutants', VERSION);
run(
  'cargo',
  [
    'mutants',
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
