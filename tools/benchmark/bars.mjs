import { judgeBars } from './judge.mjs';
import { median, ratio } from './statistics.mjs';

/**
 * In bytes, about 1 % above the size of the addon. The quick mode fails above it, so that growth is
 * noticed.
 */
export const addonBudget = 3_620_000;

/**
 * The limits that the SDK must meet. `newer` replaces them for the newer Node.js. A bar with
 * `atLeast` is a lower limit, otherwise it is an upper limit. `goal` is the value to reach later.
 * Ratios of rounds are medians over pairs of neighbouring rounds.
 */
export const bars = [
  between('rate', 'undici', { title: 'calls/s, × `undici.request`', atLeast: 1.8, goal: 2.7 }),
  between('rate', 'undici-pool', {
    title: 'calls/s, × tuned `undici.Pool`',
    atLeast: 1.0,
    goal: 2,
  }),
  between('rate', 'fetch', {
    title: 'calls/s, × `fetch`',
    atLeast: 10,
    // The `fetch` of Node 24 is twice as fast as that of Node 20.
    newer: { atLeast: 7 },
  }),
  between('thread', 'undici', {
    title: 'processor time of the JavaScript thread per call, × `undici.request`',
    atMost: 0.22,
    goal: 0.08,
  }),
  between('p99', 'undici', { title: 'p99, × `undici.request`', atMost: 0.6 }),
  between('p50', 'undici', {
    title: 'one in flight: p50, × `undici.request`',
    atMost: 1.0,
    goal: 0.9,
    scenario: { inFlight: 1 },
  }),
  between('rate', 'undici', {
    title: 'HTTP/2: calls/s, × `undici.request`',
    atLeast: 10,
    // undici 8 is five times as fast as undici 7 there.
    newer: { atLeast: 2 },
    scenario: { protocol: 'tls2' },
  }),
  between('thread', 'undici', {
    title: 'page of 100 rows: processor time of the JavaScript thread, × `undici.request`',
    atMost: 0.5,
    scenario: { workload: 'page' },
  }),
  between('rate', 'fetch', {
    title: 'fetch build: calls/s, × `fetch`',
    atLeast: 0.95,
    ours: 'fetch-build',
  }),
  {
    title: 'event loop blocked for 50 ms: calls of 64 that finish meanwhile',
    atLeast: 64,
    value: ({ blocked }) => blocked?.baxverify.finished,
  },
  {
    title: 'cold start, × `fetch`',
    atMost: 0.1,
    goal: 0.09,
    // The ratio was 0.10 to 0.14 on processors of different makers.
    slack: 0.4,
    value: ({ cold }) => cold && ratio('total', cold.baxverify, cold.fetch),
  },
  {
    title: 'cold start, ms',
    atMost: 4,
    absolute: true,
    value: ({ cold }) => cold && median(cold.baxverify.map(({ total }) => total)),
  },
  {
    title: 'RSS after 10,000 calls, × `fetch`',
    atMost: 0.5,
    value: ({ memory }) => memory && ratio('rss', memory.baxverify, memory.fetch),
  },
  {
    title: 'RSS after 10,000 calls, MB',
    atMost: 65,
    absolute: true,
    value: ({ memory }) => memory && median(memory.baxverify.map(({ rss }) => rss)) / 1e6,
  },
  {
    title: 'addon, MB',
    atMost: 4,
    absolute: true,
    value: ({ addonBytes }) => addonBytes && addonBytes / 1e6,
  },
  {
    title: 'whole install, MB',
    atMost: 5,
    absolute: true,
    value: ({ sizes }) => sizes && sizes.baxverify.bytes / 1e6,
  },
];

/** The ratio of the SDK, or of its fetch build, to another client in one scenario. */
function between(field, client, { scenario, ours = 'baxverify', ...bar }) {
  return {
    ...bar,
    value({ rounds }) {
      const { series } = rounds?.find((result) => isLoad(result, scenario)) ?? {};
      return series && ratio(field, series[ours], series[client] ?? []);
    },
  };
}

/** Whether a result is of the default load, with the given differences. */
function isLoad(result, differences) {
  const wanted = { protocol: 'tls1', workload: 'send', inFlight: 64, ...differences };
  return Object.entries(wanted).every(([name, value]) => result[name] === value);
}

/**
 * @param {object} facts
 * @param {boolean} isNewer whether they are of the newer Node.js
 */
export function judge(facts, isNewer) {
  return judgeBars(isNewer ? bars.map((bar) => ({ ...bar, ...bar.newer })) : bars, facts);
}
