import { ratio } from '../statistics.mjs';
import { clientNames, protocolNames, workloadNames } from './names.mjs';
import { number, table } from './table.mjs';

/** Fields in which less is better, and the one in which more is. */
const fields = {
  rate: 'calls/s',
  p50: 'p50',
  p99: 'p99',
  thread: 'JS thread',
  process: 'process',
};

/** Every comparison with another client of Node that the SDK does not win. */
export function losses({ rounds }) {
  const rows = [];
  for (const { protocol, workload, inFlight, series } of rounds) {
    for (const [client, theirs] of Object.entries(series)) {
      if (client === 'baxverify' || client === 'hyper') continue;
      for (const [field, name] of Object.entries(fields)) {
        const value = ratio(field, series.baxverify, theirs);
        const lost = field === 'rate' ? value < 1 : value > 1;
        if (!lost) continue;
        const load = `${protocolNames[protocol]}, ${workloadNames[workload]}, ${inFlight} in flight`;
        rows.push([load, name, clientNames[client], number(value, 2)]);
      }
    }
  }
  const heads = ['load', 'measure', 'against', 'ratio'];
  return `## Where the SDK loses

Every comparison with another client that the SDK does not win: fewer calls/s, or more time.

${rows.length > 0 ? table(heads, rows) : 'Nowhere in this run.'}`;
}
