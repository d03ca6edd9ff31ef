import { own } from './own.mjs';
import { variables } from './runtime.mjs';

/**
 * Reads an environment variable. An empty one counts as not set.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function environment(name) {
  return own(variables(), name) || undefined;
}
