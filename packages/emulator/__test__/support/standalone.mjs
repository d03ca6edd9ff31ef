import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const name = process.platform === 'win32' ? 'baxverify-emulator.exe' : 'baxverify-emulator';

/** The program without Node that was built last. */
function newest() {
  const files = ['release', 'debug'].map((profile) => join(target, profile, name));
  const built = files.filter((file) => existsSync(file));
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

const file = newest();
export const standalone = {
  file,
  skip: file === undefined && 'Left out, because it is not built: npm run build:standalone',
};
