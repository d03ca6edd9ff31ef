// Which pages may call the routes.
//
// A form of another site cannot send JSON, and a script of another site is asked for permission
// first (CORS), which is not given. The check is a second lock for browsers that let a request
// pass: it keeps a page from logging its visitors in as somebody else.
//
// A request without Origin is not one of a browser's page: browsers send it with every POST. Apps
// and servers send none, carry no cookies of a browser, and pass. Sec-Fetch-Site speaks where a
// browser left Origin out.

const { optionMust } = require('../options.js');

const MAX_LENGTH = 512;

/**
 * @param {readonly string[] | undefined} origins undefined: the origin of the request itself
 * @returns {(header: (name: string) => string | undefined, host: string | undefined) =>
 *   { isAllowed: boolean, cors?: string }} `cors`: the origin of another site that may read the answer
 */
function originCheck(origins, title) {
  const allowed = origins === undefined ? undefined : new Set(origins);
  if (allowed) {
    optionMust(
      Array.isArray(origins) && origins.every(isOrigin),
      title,
      'origins',
      'a list of origins such as "https://app.example", without a path',
    );
  }
  return (header, host) => {
    const origin = header('origin');
    if (origin === undefined) return { isAllowed: isFromHere(header('sec-fetch-site')) };
    if (origin.length > MAX_LENGTH) return { isAllowed: false };
    if (allowed)
      return allowed.has(origin) ? { isAllowed: true, cors: origin } : { isAllowed: false };
    return { isAllowed: hostOf(origin) !== undefined && hostOf(origin) === host?.toLowerCase() };
  };
}

function isFromHere(site) {
  return site === undefined || site === 'same-origin' || site === 'none';
}

function isOrigin(text) {
  // A host may hold an asterisk, but nobody means one.
  const isText = typeof text === 'string' && text.length <= MAX_LENGTH && !text.includes('*');
  return isText && urlOf(text)?.origin === text;
}

/** The scheme is left aside: behind a proxy that ends TLS the server does not see the browser's. */
function hostOf(origin) {
  const url = urlOf(origin);
  return url?.origin === origin ? url.host : undefined;
}

function urlOf(text) {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

module.exports = { originCheck };
