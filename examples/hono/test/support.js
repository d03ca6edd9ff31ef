// Starts the app on a free port, as server.js does.

import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createAdaptorServer } from '@hono/node-server';
import { client as httpClient, listen } from '../../kit/http.mjs';
import { recordErrors } from '../../kit/log.mjs';
import { createApp } from '../app.js';

export const secret = 'a secret for tests, with enough characters';

/** `useEmulator` has set the environment by the time that a test calls this. */
export async function startApp(options = {}) {
  const { timeout = 2_000, baseUrl, behindProxy, ...others } = options;
  const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
  const { sink, ...recorded } = recordErrors();
  const app = createApp({
    client: new BaxCloudVerifyClient({ projectId, apiKey, baseUrl }),
    sessionSecret: secret,
    trustedProxies: behindProxy ? 1 : 0,
    timeout,
    log: sink,
    ...others,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  return { ...httpClient(await listen(server)), ...recorded };
}
