// Starts the app on a free port, as server.js does.

import { createServer } from 'node:http';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
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
  return { ...httpClient(await listen(createServer(app))), ...recorded };
}
