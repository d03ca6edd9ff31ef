/** A server in a process of its own that answers at once, forked by `neighbour.mjs`. */
import { createServer } from 'node:http';

const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end('{"expiresInSeconds":300,"sent":1}');
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
