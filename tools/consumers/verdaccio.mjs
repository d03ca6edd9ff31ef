// The process of the registry. It receives its configuration and sends its port over IPC, and ends
// with its parent.

import { runServer } from 'verdaccio';

process.once('disconnect', () => process.exit());
process.once('message', async (configuration) => {
  const app = await runServer(configuration);
  const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});
