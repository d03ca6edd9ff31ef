// Starts the app on a free port, as server.js does.

import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createAdaptorServer } from '@hono/node-server';
import { client as httpClient, listen } from '../../kit/http.mjs';
import { recordErrors } from '../../kit/log.mjs';
import { createApp } from '../app.js';

export const secret = 'a secret for tests, with enough characters';

/** `useEmulator` has set the environment by the time that a test calls this. */
export async function startApp({ timeout = 2_000, baseUrl, client, production, behindProxy } = {}) {
  const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
  const { sink, ...recorded } = recordErrors();
  const app = createApp({
    client: client ?? new BaxCloudVerifyClient({ projectId, apiKey, timeout, baseUrl }),
    projectId,
    sessionSecret: secret,
    production,
    proxies: behindProxy ? ['loopback'] : [],
    log: sink,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  return { ...httpClient(await listen(server)), ...recorded };
}
