// What the fetch build takes from its runtime, in the place of `../runtime.mjs`. It imports no
// module of Node.js, because other runtimes do not have them.

export * as native from './native.mjs';

/** Which build this is. */
export const build = 'fetch';

const { process, navigator } = globalThis;
export const isWorkerd = navigator?.userAgent === 'Cloudflare-Workers';

/** The channels of Node.js, where the runtime has them. */
export const channel =
  process?.getBuiltinModule?.('node:diagnostics_channel')?.channel ??
  (() => ({ hasSubscribers: false }));

/** All work of a call runs in the asynchronous context of its caller. */
export const bind = (listener) => listener;

/** The environment variables, where the runtime has them. */
export const variables = () => globalThis.process?.env ?? {};

/** For the `User-Agent`. */
export function platform() {
  return `${runtime()}; fetch`;
}

function runtime() {
  if (isWorkerd) return 'workerd';
  if (typeof EdgeRuntime === 'string') return 'edge-light';
  const { node, bun, deno } = process?.versions ?? {};
  const name = bun ? `bun/${bun}` : deno ? `deno/${deno}` : node ? `node/${node}` : 'unknown';
  return process?.platform ? `${name}; ${process.platform}-${process.arch}` : name;
}
