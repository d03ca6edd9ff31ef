// Runs a Parse Server in a separate process, as users do.

const { createServer } = require('node:http');
const { createRequire } = require('node:module');
const { join } = require('node:path');

process.once('message', async ({ folder, databaseURI, auth, providers, options }) => {
  const requireThere = createRequire(join(folder, 'app.js'));
  const { ParseServer } = requireThere('parse-server');
  const app = requireThere('express')();
  const http = createServer(app);
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  const serverURL = `http://127.0.0.1:${http.address().port}/parse`;
  const server = new ParseServer({
    appId: 'app',
    masterKey: 'master',
    databaseURI,
    serverURL,
    auth: { baxverify: auth, ...named(providers) },
    cloud: join(__dirname, 'cloud.cjs'),
    logsFolder: null,
    maintenanceKey: 'maintenance',
    readOnlyMasterKey: 'read-only',
    ...options,
  });
  await server.start();
  app.use('/parse', server.app);
  process.send({ serverURL });
});

/** Functions cannot be sent, so `{ name: true }` means a provider that accepts any id. */
function named(providers = {}) {
  const any = { validateAuthData: async () => {} };
  return Object.fromEntries(
    Object.entries(providers).map(([name, auth]) => [name, auth === true ? any : auth]),
  );
}

process.on('disconnect', () => process.exit());
