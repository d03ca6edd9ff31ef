// Prints the processor time per call in microseconds, for each number of calls in flight.
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const [baseUrl, calls, ...loads] = process.argv.slice(2);
const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl });

async function cost(inFlight) {
  let started = 0;
  const lane = async () => {
    while (started++ < Number(calls)) await client.getStats();
  };
  const from = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, lane));
  const { user, system } = process.cpuUsage(from);
  return (user + system) / Number(calls);
}

const costs = Object.fromEntries(loads.map((load) => [load, Number.POSITIVE_INFINITY]));
for (const load of loads) await cost(Number(load));
for (let round = 0; round < 5; round++) {
  // The minimum is the cost of the work. Other work of the machine only adds to it.
  for (const load of loads) costs[load] = Math.min(costs[load], await cost(Number(load)));
}
console.log(JSON.stringify(costs));
