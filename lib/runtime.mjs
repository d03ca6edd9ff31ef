import { AsyncResource } from 'node:async_hooks';
import native from '../native.js';

// What the native build takes from its runtime. The fetch build has `fetch/runtime.mjs` in the
// place of this file, with the same exports. All other files of this folder are the same in both
// builds.

export { channel } from 'node:diagnostics_channel';
export { native };

/** Which build makes the calls. Without a binary, `native.js` returns the fetch build. */
export const build = native.build ?? 'native';

/** Runs `listener` in the asynchronous context of the caller of this function. */
export const bind = AsyncResource.bind;

/** The environment variables. */
export const variables = () => process.env;

/** For the `User-Agent`. */
export function platform() {
  const suffix = build === 'fetch' ? '; fetch' : '';
  return `node/${process.versions.node}; ${process.platform}-${process.arch}${suffix}`;
}
