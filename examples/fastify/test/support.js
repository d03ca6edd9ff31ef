// The app on a free port, and what it logs.

import { Writable } from 'node:stream';
import { buildApp } from '../app.js';

export const secret = 'a secret for tests, with enough characters';
const running = new Set();

/** `useEmulator` has set the environment by the time that a test calls this. */
export async function startApp({ baxverify, extend, ...options } = {}) {
  const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
  let output = '';
  const app = await buildApp({
    baxverify: { projectId, apiKey, timeout: 2_000, ...baxverify },
    sessionSecret: secret,
    logTo: new Writable({
      write(chunk, _encoding, done) {
        output += chunk;
        done();
      },
    }),
    ...options,
  });
  extend?.(app);
  running.add(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });

  return {
    app,
    output: () => output,
    /** What the owner is told. */
    errors: () => lines(output).filter(({ level }) => level >= 50),
    get: (path, cookie, headers = {}) =>
      answer(fetch(url + path, { headers: { ...headers, ...(cookie && { cookie }) } })),
    post: (path, body, { headers, signal } = {}) =>
      answer(
        fetch(url + path, {
          method: 'POST',
          headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
          body: typeof body === 'object' ? JSON.stringify(body) : body,
          // A request that hangs is a failure.
          signal: signal ?? AbortSignal.timeout(5_000),
        }),
      ),
  };
}

export async function stopApps() {
  for (const app of running) {
    const closed = app.close();
    app.server.closeAllConnections();
    await closed;
  }
  running.clear();
}

const lines = (output) => output.trim().split('\n').map(JSON.parse);

async function answer(request) {
  const response = await request;
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
