import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
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

const PROGRAM_INTERPRETER = 3;

/** Whether a 64-bit ELF program needs no dynamic loader. No program header names one then. */
export function isStatic(program) {
  const start = Buffer.alloc(4_096);
  const descriptor = openSync(program, 'r');
  readSync(descriptor, start);
  closeSync(descriptor);
  const offset = Number(start.readBigUInt64LE(32));
  const [size, count] = [start.readUInt16LE(54), start.readUInt16LE(56)];
  const types = Array.from({ length: count }, (_, n) => start.readUInt32LE(offset + n * size));
  return !types.includes(PROGRAM_INTERPRETER);
}
