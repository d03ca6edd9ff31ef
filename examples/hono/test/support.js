// The app on a free port, as server.js does it.

import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { serve } from '@hono/node-server';
import { createApp } from '../app.js';

export const secret = 'a secret for tests, with enough characters';
const running = new Set();

/** `useEmulator` has set the environment by the time that a test calls this. */
export async function startApp({ client, timeout = 2_000, baseUrl, ...options } = {}) {
  const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
  const logged = [];
  const { fetch: handle } = createApp({
    client: client ?? new BaxCloudVerifyClient({ projectId, apiKey, timeout, baseUrl }),
    projectId,
    sessionSecret: secret,
    log: { error: (...parts) => logged.push(parts) },
    ...options,
  });
  const port = await new Promise((resolve) => {
    const listen = { fetch: handle, port: 0, hostname: '127.0.0.1' };
    running.add(serve(listen, (address) => resolve(address.port)));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    logged,
    get: (path, cookie = '') => ask(url + path, { headers: { cookie } }),
    post: (path, body, init) => ask(url + path, { ...json(body), ...init }),
  };
}

export function stopApps() {
  for (const server of running) {
    server.close();
    server.closeAllConnections();
  }
  running.clear();
}

export function json(body, headers = {}) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

async function ask(url, init) {
  // A request that hangs is a failure.
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000), ...init });
  const text = await response.text();
  const [setCookie] = response.headers.getSetCookie();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith('{') ? JSON.parse(text) : undefined,
    setCookie,
    /** What a browser would send back. */
    cookie: setCookie?.split(';')[0],
  };
}
