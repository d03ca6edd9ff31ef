import { quantities } from '../quantities.mjs';
import { median } from '../statistics.mjs';

/** A warm-up round, so that all code is compiled before the first measured round. */
const firstWarmMs = 1500;

/**
 * Runs interleaved rounds of all clients, so that noise of the machine affects all of them.
 *
 * @returns for each scenario and client the list of rounds
 */
export async function measureRounds(bench, { protocol, clients, scenarios, warmMs, measureMs }) {
  const workers = new Map();
  for (const client of clients) workers.set(client, await bench.worker(client, protocol));
  const warm = { workload: 'send', inFlight: 64, warmMs: firstWarmMs, measureMs: 100 };
  for (const worker of workers.values()) await worker.ask(warm);

  const results = [];
  for (const { workload, inFlight, rounds, only } of scenarios) {
    const names = clients.filter((client) => !only || only.includes(client));
    const series = Object.fromEntries(names.map((client) => [client, []]));
    for (let count = 0; count < rounds; count++) {
      // Every second time in reverse order, so that the neighbours change.
      const order = count % 2 ? names.toReversed() : names;
      for (const client of order) {
        const result = await workers.get(client).ask({ workload, inFlight, warmMs, measureMs });
        series[client].push(quantities(result));
      }
    }
    results.push({ protocol, workload, inFlight, series });
    report(protocol, workload, inFlight, series);
  }
  for (const worker of workers.values()) await worker.end();
  return results;
}

function report(protocol, workload, inFlight, series) {
  const rates = Object.entries(series).map(
    ([client, rounds]) => `${client} ${Math.round(median(rounds.map((round) => round.rate)))}`,
  );
  console.log(`${protocol} ${workload} ${inFlight} in flight, calls/s: ${rates.join(', ')}`);
}
