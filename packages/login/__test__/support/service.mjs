import { createRequire } from 'node:module';
import { startEmulator } from '@baxcloud/baxverify-emulator';

const require = createRequire(import.meta.url);

/** The SDK and this package as the repository has them. */
export const sdk = require('../../../../index.js');
export const login = require('../../index.js');

/** An emulator for the tests of one file, with a client for it. */
export async function startService(t, options) {
  const emulator = await startEmulator({ sendLimit: 0, ...options });
  t.after(() => emulator.stop());
  return { emulator, client: clientOf(emulator) };
}

export function clientOf({ projectId, apiKey, url }, options) {
  return new sdk.BaxCloudVerifyClient({ projectId, apiKey, baseUrl: url, ...options });
}

let phones = 0;

/** A number that no other test uses. */
export function newPhone() {
  phones += 1;
  return `+43664${String(1_000_000 + phones)}`;
}
