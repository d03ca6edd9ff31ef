const { optionMust } = require('../options.js');

/** Segments of ordinary characters. */
const PATH = /^(?:\/[\w.~-]+)+$/;
const MAX_LENGTH = 256;

/**
 * The paths of the routes, and what each does: `send`, `verify` or `proof`.
 *
 * @returns {Map<string, string>}
 */
function routesOf(options, title) {
  const { basePath = '/login', phoneLoginPath = '/auth/phone-login', onVerified } = options;
  const isPath = (path) => typeof path === 'string' && path.length <= MAX_LENGTH && PATH.test(path);
  optionMust(
    basePath === '' || isPath(basePath),
    title,
    'basePath',
    'a path such as "/login", without a slash at its end',
  );
  optionMust(
    phoneLoginPath === false || isPath(phoneLoginPath),
    title,
    'phoneLoginPath',
    'a path such as "/auth/phone-login", or false',
  );
  const routes = new Map([[`${basePath}/send`, 'send']]);
  // Another library makes the session.
  if (onVerified === false) return routes;
  for (const step of ['verify', 'proof']) routes.set(`${basePath}/${step}`, step);
  // Where the vendor's own clients bring the proof.
  if (phoneLoginPath) routes.set(phoneLoginPath, 'proof');
  return routes;
}

/** A request target without its query. */
function pathOf(target) {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

module.exports = { pathOf, routesOf };
