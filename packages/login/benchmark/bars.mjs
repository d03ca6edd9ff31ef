import { median } from './parts.mjs';

/** How far a ratio may miss its bar before the quick mode fails, because machines differ. */
const slack = 0.25;

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
];

/** Every measured bar, with its value and whether it is met, without and with the slack. */
export function judge(facts) {
  return bars.flatMap((bar) => {
    const value = bar.value(facts);
    if (value === undefined) return [];
    const { atLeast, atMost } = bar;
    const met = atLeast === undefined ? value <= atMost : value >= atLeast;
    const tolerable =
      atLeast === undefined ? value <= atMost / (1 - slack) : value >= atLeast * (1 - slack);
    return [{ ...bar, value, met, tolerable }];
  });
}
