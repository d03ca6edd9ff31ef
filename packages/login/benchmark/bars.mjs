import { judgeBars } from '../../../tools/benchmark/judge.mjs';
import { median } from './parts.mjs';

/** Medians over the rounds of what one call is of another. */
function ratio(redis, quantity, name, base) {
  if (!redis?.rounds.length) return undefined;
  return median(redis.rounds.map((round) => round[name][quantity] / round[base][quantity]));
}

const THREE = 'guard, 3 keys';
const OTHER = 'rate-limiter-flexible, 3 at once';

/**
 * The limits that the guard must meet. A bar with `atLeast` is a lower limit, otherwise it is an
 * upper limit. Only those with `isJudged` fail the quick mode: the others need a quiet machine with
 * a core for each process.
 */
const bars = [
  {
    title: '64 in flight: decisions/s with three keys, × rate-limiter-flexible',
    atLeast: 1.6,
    goal: 2,
    isJudged: true,
    value: ({ redis }) => ratio(redis, 'rate', THREE, OTHER),
  },
  {
    title: '64 in flight: processor time with three keys, × rate-limiter-flexible',
    atMost: 0.62,
    goal: 0.5,
    isJudged: true,
    value: ({ redis }) => ratio(redis, 'cpu', THREE, OTHER),
  },
  {
    title: 'one at a time: p50 with three keys, × PING',
    atMost: 1.4,
    goal: 1.2,
    value: ({ redis }) => ratio(redis, 'p50', THREE, 'PING'),
  },
  {
    title: 'one at a time: p50 with all default keys, × PING',
    atMost: 1.7,
    goal: 1.4,
    value: ({ redis }) => ratio(redis, 'p50', 'guard, all default keys', 'PING'),
  },
  {
    title: 'decision in memory: p50, µs',
    atMost: 10,
    value: ({ memory }) => memory && Math.max(memory.few.p50, memory.many.p50),
  },
  {
    title: 'memory of the tables, MB',
    atMost: 200,
    isJudged: true,
    value: ({ memory }) => memory && memory.tables / 1e6,
  },
  {
    title: 'import of the packed package, ms',
    atMost: 5,
    value: ({ start }) => start?.importMs,
  },
  {
    title: 'simulator: requests of a botnet in a second of one processor',
    atLeast: 50_000,
    value: ({ simulator }) => simulator,
  },
];

export const judge = (facts) => judgeBars(bars, facts);
