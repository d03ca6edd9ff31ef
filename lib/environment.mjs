import { own } from './own.mjs';

/**
 * Reads an environment variable. An empty one counts as not set.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function environment(name) {
  return own(process.env, name) || undefined;
}
