import { run } from './run.mjs';
import { setUp } from './setup.mjs';

setUp();
run(process.execPath, ['examples/demo.mjs']);
