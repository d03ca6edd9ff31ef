import { createRequire } from 'node:module';

const require = createRequire(new URL('../redis/package.json', import.meta.url));
const host = '127.0.0.1';
const quiet = () => {};
const open = new Set();

/** A client that a failed test leaves open would keep the process alive. */
export function closeClients() {
  for (const close of open) close();
}

function closedBy(client, close) {
  const once = () => {
    if (open.delete(once)) close();
  };
  open.add(once);
  return { client, close: once };
}

/** Clients of the ioredis kind, as people make them. */
function ofIoredis(name) {
  return {
    async connect(port, options = {}) {
      const Redis = require(name);
      const client = new (Redis.default ?? Redis)({ host, port, ...options });
      client.on('error', quiet);
      await client.ping();
      return closedBy(client, () => client.disconnect());
    },
    async cluster(ports) {
      const Redis = require(name);
      const { Cluster } = Redis;
      const client = new Cluster(ports.map((port) => ({ host, port })));
      client.on('error', quiet);
      await client.set('{ready}', '1');
      return closedBy(client, () => client.disconnect());
    },
    async sentinel(ports, master) {
      const Redis = require(name);
      const sentinels = ports.map((port) => ({ host, port }));
      const client = new (Redis.default ?? Redis)({ sentinels, name: master });
      client.on('error', quiet);
      await client.ping();
      return closedBy(client, () => client.disconnect());
    },
  };
}

function ofNodeRedis(name) {
  return {
    async connect(port) {
      const { createClient } = require(name);
      const client = createClient({ socket: { host, port } });
      client.on('error', quiet);
      await client.connect();
      return closedBy(client, () => client.destroy());
    },
    async cluster(ports) {
      const { createCluster } = require(name);
      const client = createCluster({
        rootNodes: ports.map((port) => ({ url: `redis://${host}:${port}` })),
      });
      client.on('error', quiet);
      await client.connect();
      return closedBy(client, () => client.destroy());
    },
    async sentinel(ports, master) {
      const { createSentinel } = require(name);
      const sentinelRootNodes = ports.map((port) => ({ host, port }));
      const client = createSentinel({ name: master, sentinelRootNodes, scanInterval: 500 });
      client.on('error', quiet);
      await client.connect();
      return closedBy(client, () => client.destroy());
    },
  };
}

export const clients = {
  'ioredis 5': ofIoredis('ioredis-5'),
  'ioredis 6': ofIoredis('ioredis-6'),
  iovalkey: ofIoredis('iovalkey'),
  'redis 5': ofNodeRedis('redis-5'),
  'redis 6': ofNodeRedis('redis-6'),
};
