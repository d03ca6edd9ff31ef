// The process of the registry: configuration and port travel over IPC, and it ends with its parent.

import { runServer } from 'verdaccio';

process.once('disconnect', () => process.exit());
process.once('message', async (configuration) => {
  const app = await runServer(configuration);
  const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});
