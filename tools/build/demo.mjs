import { run } from '../run.mjs';
import { setUp } from '../setup.mjs';

await setUp();
run(process.execPath, ['examples/demo.mjs']);
