// A primary and two cluster workers, each with its own calls.
import cluster from 'node:cluster';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl: process.argv[2] });
// Also before the fork, so that the primary already has its threads.
await client.getStats();
if (cluster.isPrimary) {
  const exits = [1, 2].map(
    () => new Promise((resolve) => cluster.fork().on('exit', (code) => resolve(code))),
  );
  console.log(`workers ended with ${await Promise.all(exits)}`);
  await client.getStats();
} else {
  await Promise.all(Array.from({ length: 20 }, () => client.getStats()));
  cluster.worker.disconnect();
}
