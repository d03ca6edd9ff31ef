// Prints whether the queue would keep the process alive: before, during and after a call.
import { createHook } from 'node:async_hooks';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const resources = [];
createHook({
  init(_id, type, _trigger, resource) {
    if (type === 'baxverify') resources.push(resource);
  },
}).enable();

const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl: process.argv[2] });
const seen = [resources.length];
for (let round = 0; round < 2; round++) {
  const calls = [client.getStats(), client.getStats()];
  seen.push(resources[0].hasRef());
  await calls[0];
  await calls[1];
  seen.push(resources[0].hasRef());
}
seen.push(resources.length);
console.log(JSON.stringify(seen));
