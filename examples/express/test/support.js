// Starts the app on a free port, as server.js does.

import { createServer } from 'node:http';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
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
    proxies: behindProxy ? 'loopback' : undefined,
    log: sink,
  });
  return { ...httpClient(await listen(createServer(app))), ...recorded };
}
