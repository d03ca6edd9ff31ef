// What is unsafe in the workflows, by zizmor. Needs no network once zizmor is installed; `--install-only` does that.

import { path, zizmor } from '../cargo-tools.mjs';
import { run } from '../run.mjs';

zizmor();
if (!process.argv.includes('--install-only')) {
  run('zizmor', ['--offline', '--no-progress', '.github/workflows'], { env: { PATH: path } });
}
