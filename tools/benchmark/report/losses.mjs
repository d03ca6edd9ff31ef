import { ratio } from '../statistics.mjs';
import { clientNames, protocolNames, workloadNames } from './names.mjs';
import { number, table } from './table.mjs';

/** The compared fields. Lower is better, except for `rate`. */
const fields = {
  rate: 'calls/s',
  p50: 'p50',
  p99: 'p99',
  thread: 'JS thread',
  process: 'process',
};

/** Every comparison with another Node.js client that the SDK does not win. */
export function losses({ rounds }) {
  const rows = [];
  for (const { protocol, workload, inFlight, series } of rounds) {
    for (const [client, theirs] of Object.entries(series)) {
      if (client === 'baxverify' || client === 'hyper' || client === 'fetch-build') continue;
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

All comparisons with another client in which the SDK has fewer calls/s or needs more time.

${rows.length > 0 ? table(heads, rows) : 'Nowhere in this run.'}`;
}
