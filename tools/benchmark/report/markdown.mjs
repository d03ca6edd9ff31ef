import { mediansOf } from '../measure/processes.mjs';
import { median, medians, ratio } from '../statistics.mjs';
import { losses } from './losses.mjs';
import { machine } from './machine.mjs';
import { clientNames, protocolNames, workloadNames } from './names.mjs';
import { number, table } from './table.mjs';

/**
 * Writes RESULTS.md, or only the parts that were measured.
 *
 * @param {{ runtime: object, facts: object, verdicts: object[], seconds: number }[]} results one
 *   for each Node.js, the first with all details
 */
export function markdown(results) {
  const [{ facts }] = results;
  return `${[
    introduction(results),
    barTable(results),
    facts.rounds && losses(facts),
    facts.cold && coldStart(facts.cold),
    facts.memory && memory(facts.memory),
    facts.blocked && blockedLoop(facts.blocked),
    facts.sizes && installSizes(facts.sizes),
    ...(facts.rounds ?? []).map(roundTable),
    ...results.slice(1).map(further),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

/** The tables of a further Node.js, without the descriptions that stand above. */
function further({ runtime, facts }) {
  const tables = [
    ...(facts.rounds ?? []).map(roundTable),
    facts.cold && coldStart(facts.cold),
    facts.memory && memory(facts.memory),
  ];
  const below = tables.filter(Boolean).map((text) => text.replace(/^## /, '### '));
  return [`## Node ${runtime.node}`, ...below].join('\n\n');
}

function introduction(results) {
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  return `# Results

Written by \`npm run bench\` in ${number(seconds / 60)} minutes on ${new Date().toISOString().slice(0, 10)}. ![Bars of the main results](results.svg)

${machine(results.map(({ runtime }) => runtime))
  .map((line) => `- ${line}`)
  .join('\n')}

Everything runs on one machine over loopback: a Rust server on one thread, and each client in its
own process. They share the cores, so ratios are more reliable than absolute numbers. The rounds of
the clients are interleaved. Each table shows medians over rounds. Ratios are medians over pairs of
neighbouring rounds. The SDK runs with its defaults: a deadline of 30 s, two retries, typed errors.
The Twilio and Stripe SDKs make a small POST of their own API to the same server, also over TLS.
From Node 22.19 on, undici is version 8.

- JS thread, process: processor time per call in microseconds, of the JavaScript thread and of all
  threads.
- Utilization: the percentage of time in which the event loop was not idle.`;
}

function barTable(results) {
  const [{ verdicts }] = results;
  const rows = verdicts.map(({ title, goal }) => {
    const found = results.map((result) =>
      result.verdicts.find((verdict) => verdict.title === title),
    );
    const limits = new Set(found.filter(Boolean).map(limit));
    return [title, ...found.map(cell), [...limits].join('; '), goal === undefined ? '' : goal];
  });
  const runtimes = results.map(({ runtime }) => `Node ${runtime.node}`);
  return `## The bars

The default is TLS, HTTP/1.1, small POST, 64 in flight. A value in bold misses its bar.
A second bar is that of the second Node.js.

${table(['measure', ...runtimes, 'bar', 'goal'], rows)}`;
}

function limit({ atLeast, atMost }) {
  return atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
}

function cell(verdict) {
  if (!verdict) return '';
  const text = number(verdict.value, 2);
  return verdict.met ? text : `**${text}**`;
}

function coldStart(series) {
  const rows = Object.entries(mediansOf(series)).map(([client, times]) => [
    clientNames[client],
    number(times.require),
    number(times.construct),
    number(times.call),
    number(times.total),
    number(ratio('total', series[client], series.fetch), 2),
  ]);
  return `## Cold start

\`npm run bench -- --only=cold\`: the time from \`require\` to the first response over TLS,
in ms, median of ${series.baxverify.length} processes.

${table(['client', 'require', 'constructor', 'first call', 'total', '× `fetch`'], rows)}`;
}

function memory(series) {
  const rows = Object.entries(series).map(([client, list]) => [
    clientNames[client],
    number(median(list.map(({ rss }) => rss)) / 1e6),
    number(ratio('rss', list, series.fetch), 2),
  ]);
  return `## Memory

\`npm run bench -- --only=memory\`: the resident set after 10,000 calls, 64 in flight, over
TLS, HTTP/1.1.

${table(['client', 'MB', '× `fetch`'], rows)}`;
}

function blockedLoop(results) {
  const rows = Object.entries(results).map(([client, { answered, finished, last }]) => [
    clientNames[client],
    number(answered, 0),
    number(finished, 0),
    number(last),
  ]);
  return `## A blocked event loop

\`npm run bench -- --only=blocked\`: 64 calls start, and JavaScript blocks the event loop for 50 ms.

- answered: the responses that the server sends in this time
- finished: the calls that settle in the first wake-up after it; 1 means that only the call whose
  response this wake-up reads has settled
- ms to the last: the time until all calls have settled

${table(['client', 'answered', 'finished', 'ms to the last'], rows)}`;
}

function installSizes(sizes) {
  const rows = Object.entries(sizes).map(([client, { bytes, packages }]) => [
    client === 'undici' ? 'undici' : clientNames[client],
    number(bytes / 1e6, 2),
    packages,
  ]);
  return `## Install size

\`npm run bench -- --only=sizes\`: the unpacked size with all dependencies. \`fetch\` is part
of Node.js.

${table(['client', 'MB', 'packages'], rows)}`;
}

function roundTable({ protocol, workload, inFlight, series }) {
  const rows = Object.entries(series).map(([client, rounds]) => {
    const { rate, p50, p99, thread, process, utilization } = medians(rounds);
    return [
      clientNames[client],
      number(rate, 0),
      number(ratio('rate', rounds, series.undici), 2),
      number(p50, 2),
      number(p99, 2),
      number(thread),
      number(process),
      number(utilization && utilization * 100, 0),
    ];
  });
  const heads = ['client', 'calls/s', '× undici', 'p50 ms', 'p99 ms', 'JS thread', 'process', '%'];
  return `## ${protocolNames[protocol]}, ${workloadNames[workload]}, ${inFlight} in flight

${table(heads, rows)}`;
}
