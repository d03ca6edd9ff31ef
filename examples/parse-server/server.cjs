// A Parse Server whose users log in by phone.

const express = require('express');
const { ParseServer } = require('parse-server');

const port = Number(process.env.PORT ?? 1337);
const serverURL = `http://127.0.0.1:${port}/parse`;

async function main() {
  const server = new ParseServer({
    appId: 'example',
    masterKey: process.env.PARSE_MASTER_KEY,
    databaseURI: process.env.DATABASE_URI,
    serverURL,
    auth: {
      baxverify: {
        module: '@baxcloud/parse-server-baxverify',
        // Without options, the adapter uses BAXCLOUD_PROJECT_ID and BAXCLOUD_API_KEY.
        options: { purposes: ['LOGIN'] },
      },
    },
  });
  await server.start();

  const app = express();
  app.use('/parse', server.app);
  app.listen(port, '127.0.0.1', () => console.log(`Parse Server listens on ${serverURL}`));
}

main();
