import { createDatabase } from './database.mjs';
import { startParseServer } from './server.mjs';
import { startService } from './service.mjs';

/**
 * A database, the service, and a Parse Server with the adapter by name and other `providers`.
 */
export async function setStage(t, { options = {}, parseOptions, providers = {} } = {}) {
  const database = await createDatabase(t);
  const service = await startService(t);
  const { projectId, apiKey } = service.emulator;
  const server = await startParseServer(t, {
    database,
    auth: {
      module: '@baxcloud/parse-server-baxverify',
      options: { projectId, apiKey, baseUrl: service.url, ...options },
    },
    providers,
    options: parseOptions,
  });
  // Parse Server creates the table of sessions with the first session.
  await server.signUp('first');
  return { database, service, server };
}
