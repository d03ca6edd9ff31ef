// Checks the workflows with zizmor, without network access. `--install-only` installs zizmor.

import { path, zizmor } from '../cargo-tools.mjs';
import { run } from '../run.mjs';

zizmor();
if (!process.argv.includes('--install-only')) {
  run('zizmor', ['--offline', '--no-progress', '.github/workflows'], { env: { PATH: path } });
}
