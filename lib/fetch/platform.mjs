// The runtime that the fetch build runs in.

const { process, navigator } = globalThis;

export const isWorkerd = navigator?.userAgent === 'Cloudflare-Workers';

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
