// Runs the packed emulator for a program in a separate environment.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { copyProject } from '../consumer.mjs';
import { install } from '../install.mjs';

let installing;

/**
 * Starts an emulator and runs the work with it.
 *
 * @param {(env: Record<string, string>, emulator: object) => Promise<unknown>} work `env` is what
 * `projects/login` asks for
 */
export async function withService({ root, registry }, work) {
  const folder = join(root, 'service');
  installing ??= installService(folder, registry);
  await installing;
  const { startEmulator } = createRequire(join(folder, 'x.js'))('@baxcloud/baxverify-emulator');
  const emulator = await startEmulator();
  try {
    const inbox = `http://127.0.0.1:${emulator.port}`;
    return await work({ ...emulator.env, SMS_INBOX: inbox }, emulator);
  } finally {
    await emulator.stop();
  }
}

async function installService(folder, registry) {
  copyProject('node', folder);
  await install(folder, registry);
}

export const PROOF = { valid: true, phone: '+4366412345678' };
