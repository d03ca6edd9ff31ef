// Starts the app on a free port, as server.js does, and speaks HTTP with it.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createApp } from '../app.js';

const running = new Set();

/** `useEmulator` has set the environment by the time that a test calls this. */
export async function startApp({ timeout = 2_000, baseUrl, client, ...options } = {}) {
  const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
  const logged = [];
  const app = createApp({
    client: client ?? new BaxCloudVerifyClient({ projectId, apiKey, timeout, baseUrl }),
    projectId,
    sessionSecret: 'a secret for tests, with enough characters',
    log: { error: (...parts) => logged.push(parts) },
    ...options,
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  running.add(server);
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, logged, post: (path, body, init) => post(url + path, body, init), get };

  function get(path, cookie) {
    return answer(fetch(url + path, { headers: cookie ? { cookie } : {} }));
  }
}

export function stopApps() {
  for (const server of running) {
    server.close();
    server.closeAllConnections();
  }
  running.clear();
}

function post(url, body, { headers, signal } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return answer(
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
      // A request that hangs is a failure.
      signal: signal ?? AbortSignal.timeout(5_000),
    }),
  );
}

async function answer(request) {
  const response = await request;
  const { status, headers } = response;
  const text = await response.text();
  const json = text.startsWith('{') ? JSON.parse(text) : undefined;
  const [setCookie] = headers.getSetCookie();
  // `cookie` is what a browser would send back.
  return { status, headers, text, json, setCookie, cookie: setCookie?.split(';')[0] };
}
