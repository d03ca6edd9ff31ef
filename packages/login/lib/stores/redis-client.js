/**
 * The two ways in which clients run a script. `ioredis` and `iovalkey` take everything as
 * arguments, `redis` (node-redis) takes an object; both route a cluster's commands by the keys.
 *
 * @param {unknown} client
 * @returns {{ evalsha: (sha: string, keys: string[], given: string[]) => Promise<unknown>, eval: Function } | undefined}
 */
function adaptClient(client) {
  if (typeof client !== 'object' || client === null) return undefined;
  if (typeof client.evalSha === 'function' && typeof client.eval === 'function') {
    const options = (keys, given) => ({ keys, arguments: given });
    return {
      evalsha: (sha, keys, given) => client.evalSha(sha, options(keys, given)),
      eval: (script, keys, given) => client.eval(script, options(keys, given)),
    };
  }
  if (typeof client.evalsha === 'function' && typeof client.eval === 'function') {
    return {
      evalsha: (sha, keys, given) => client.evalsha(sha, keys.length, ...keys, ...given),
      eval: (script, keys, given) => client.eval(script, keys.length, ...keys, ...given),
    };
  }
  return undefined;
}

module.exports = { adaptClient };
