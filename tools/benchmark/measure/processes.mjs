import { medians } from '../statistics.mjs';

/**
 * The time from `require` to the first response over TLS, in new processes, with interleaved
 * clients.
 */
export async function measureColdStart(bench, clients, processes) {
  const series = Object.fromEntries(clients.map((client) => [client, []]));
  for (let count = 0; count < processes; count++) {
    for (const client of clients) series[client].push(await bench.once('cold', client, 'tls1'));
  }
  return series;
}

/** The resident memory after ten thousand calls, in bytes. */
export async function measureMemory(bench, clients, processes) {
  const series = Object.fromEntries(clients.map((client) => [client, []]));
  for (let count = 0; count < processes; count++) {
    for (const client of clients) series[client].push(await bench.once('memory', client, 'tls1'));
  }
  return series;
}

/**
 * Starts 64 calls, and blocks the event loop for 50 ms.
 *
 * - `answered`: the number of responses that the server sends in that time.
 * - `finished`: the number of calls that settle in the first wake-up after it. A client that reads
 *   in JavaScript has 1, the call whose response that wake-up reads.
 * - `last`: milliseconds until all calls have settled.
 */
export async function measureBlockedLoop(bench, clients) {
  const results = {};
  for (const client of clients) {
    const blocks = await bench.once('blocked', client, 'tls1');
    for (const block of blocks) block.answered = await bench.answered(block.from, block.to);
    const { answered, atFirstWakeUp, last } = medians(blocks);
    results[client] = { answered, finished: atFirstWakeUp, last };
  }
  return results;
}

export function mediansOf(series) {
  return Object.fromEntries(
    Object.entries(series).map(([client, list]) => [client, medians(list)]),
  );
}
