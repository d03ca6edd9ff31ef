// HTTP for the tests: a client of an app, and a server on a free port that stops after the test.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterTest } from './cleanup.mjs';

/**
 * @param {string} url of the app, before its paths
 * @param {Record<string, string>} [own] headers of every request
 * @returns `get(path, headers)` and `post(path, body, init)`, where `init` takes the place of what
 * `fetch` would be given; a text as the body is sent as it is
 */
export function client(url, own = {}) {
  return {
    url,
    get: (path, headers) => ask(url + path, { headers: { ...own, ...headers } }),
    post: (path, body, { headers, ...init } = {}) =>
      ask(url + path, {
        method: 'POST',
        headers: {
          ...own,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
      }),
  };
}

async function ask(url, init) {
  // A request that hangs fails the test.
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000), ...init });
  const { status, headers } = response;
  const text = await response.text();
  const json = text.startsWith('{') ? JSON.parse(text) : undefined;
  const [setCookie] = headers.getSetCookie();
  // `cookie` is the cookie that a browser would send back.
  return { status, headers, text, json, setCookie, cookie: setCookie?.split(';')[0] };
}

/** @returns {Promise<string>} the URL of a `node:http` server, which ends after this test */
export async function listen(server) {
  afterTest(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

/**
 * @returns {Promise<string>} the URL of a service that answers every request with what `reply`
 * returns, as JSON
 */
export function listenWith(reply) {
  return listen(createServer((_request, response) => response.end(JSON.stringify(reply()))));
}
