// What the fetch build takes from its runtime, in the place of `../runtime.mjs`. It imports no
// module of Node.js, because other runtimes do not have them.

export * as native from './native.mjs';
export { build } from './native.mjs';
export { platform } from './platform.mjs';

/** The channels of Node.js, where the runtime has them. */
export const channel = nodeChannel() ?? (() => ({ hasSubscribers: false }));

function nodeChannel() {
  try {
    return globalThis.process?.getBuiltinModule?.('node:diagnostics_channel')?.channel;
  } catch {
    // Next.js throws an error for each API of Node.js in its Edge Runtime.
    return undefined;
  }
}

/** All work of a call runs in the asynchronous context of its caller. */
export const bind = (listener) => listener;

/** The environment variables, where the runtime has them. */
export const variables = () => globalThis.process?.env ?? {};
