import { medians } from '../statistics.mjs';

/** From `require` to the first answer over TLS, in fresh processes, clients in turn. */
export async function measureColdStart(bench, clients, processes) {
  const series = Object.fromEntries(clients.map((client) => [client, []]));
  for (let count = 0; count < processes; count++) {
    for (const client of clients) series[client].push(await bench.once('cold', client, 'tls1'));
  }
  return series;
}

/** Resident memory after ten thousand calls, in bytes. */
export async function measureMemory(bench, clients, processes) {
  const series = Object.fromEntries(clients.map((client) => [client, []]));
  for (let count = 0; count < processes; count++) {
    for (const client of clients) series[client].push(await bench.once('memory', client, 'tls1'));
  }
  return series;
}

/**
 * What happens while JavaScript holds the event loop for 50 ms with 64 calls just begun.
 *
 * `answered`: the server's answers within that time. `finished`: calls that settle in the first wake-up
 * afterwards; a client that reads in JavaScript shows 1, the call whose answer that wake-up read.
 * `last`: milliseconds until all had settled.
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
