// Starts the app on a free port, and reads what it logs.

import { Writable } from 'node:stream';
import { afterTest } from '../../kit/cleanup.mjs';
import { client } from '../../kit/http.mjs';
import { buildApp } from '../app.js';

export const secret = 'a secret for tests, with enough characters';

/** `useEmulator` has set the environment by the time that a test calls this. */
export async function startApp(options = {}) {
  const { timeout = 2_000, baseUrl, production, behindProxy, extend, ...others } = options;
  const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
  let output = '';
  const app = await buildApp({
    baxverify: { projectId, apiKey, baseUrl },
    timeout,
    sessionSecret: secret,
    production,
    proxies: behindProxy ? 'loopback' : undefined,
    logTo: new Writable({
      write(chunk, _encoding, done) {
        output += chunk;
        done();
      },
    }),
    ...others,
  });
  extend?.(app);
  afterTest(() => {
    const closed = app.close();
    app.server.closeAllConnections();
    return closed;
  });
  return {
    ...client(await app.listen({ port: 0, host: '127.0.0.1' })),
    app,
    log: () => output,
    errors: () =>
      lines(output)
        .filter(({ level }) => level >= 50)
        .map(({ err }) => err),
  };
}

const lines = (output) => output.trim().split('\n').map(JSON.parse);
