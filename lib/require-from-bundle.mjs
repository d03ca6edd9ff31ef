// Not `import { createRequire }`, which webpack removes.
import nodeModule from 'node:module';
import { isAbsolute } from 'node:path';

/**
 * Loads a package that `name` depends on, from a bundle that holds `name`. Bundlers do not follow
 * `createRequire`, so they leave the package out.
 *
 * @returns {{ binding: object } | { failure: Error }}
 */
export function requireFromBundle(id, name) {
  let failure;
  for (const require of requires(name)) {
    try {
      return { binding: require(id) };
    } catch (error) {
      // A binary that does not load says more than a package that is not there.
      if (!failure || failure.code === 'MODULE_NOT_FOUND') failure = error;
    }
  }
  return { failure: failure ?? new Error('the place of the bundle is not known') };
}

/**
 * The bundle's own `require`, and that of the package. pnpm installs binaries only next to the
 * package. The working folder is not searched, because it may belong to somebody else.
 */
function requires(name) {
  const found = [];
  const script = process.argv[1] ?? '';
  // A single executable application has the path as it was typed.
  const program = isAbsolute(script) ? script : process.execPath;
  for (const base of [import.meta.url, program]) {
    try {
      const require = nodeModule.createRequire(base);
      found.push(require);
      found.push(nodeModule.createRequire(require.resolve(`${name}/package.json`)));
    } catch {
      // Some bundlers remove `import.meta.url`.
    }
  }
  return found;
}
