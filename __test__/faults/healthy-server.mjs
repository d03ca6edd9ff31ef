/** A server in a separate process that responds immediately. `neighbour.mjs` forks it. */
import { createServer } from 'node:http';

const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end('{"expiresInSeconds":300,"sent":1}');
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
