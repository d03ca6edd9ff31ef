// Listens with the shortest possible backlog, and prints its address. Its parent stops it, so it
// never accepts.
import net from 'node:net';

const server = net.createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  console.log(server.address().port);
});
