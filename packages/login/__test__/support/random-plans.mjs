import fc from 'fast-check';

// Random plans for stores: few keys and small numbers, so that operations meet.

const whole = (min, max) => fc.integer({ min, max });
const share = (min, max) => fc.double({ min, max, noNaN: true });

const START = 1_700_000_000_000;

const taken = {
  limit: fc
    .tuple(whole(1, 5000), whole(1, 20_000), whole(0, 20_000))
    .map(([interval, burst, more]) => [interval, burst, burst + more]),
  phone: fc.tuple(
    whole(1, 4),
    whole(1, 1000),
    whole(1000, 50_000),
    share(1, 1.5),
    whole(100, 100_000),
    whole(0, 5000),
    whole(1, 20_000),
    whole(1, 5),
    whole(1, 100_000),
  ),
  conversion: fc.tuple(
    whole(0, 5000),
    whole(1, 20_000),
    whole(20_000, 40_000),
    whole(0, 5),
    share(0.2, 1),
    share(0, 0.2),
    whole(1, 1_000_000),
    whole(1_000_000, 5_000_000),
    whole(0, 1),
  ),
  budget: fc.tuple(
    whole(0, 50),
    whole(-1, 300),
    whole(-1, 300),
    fc.constantFrom(0, 0, 0, 1),
    fc.constantFrom(0, 5),
    whole(0, 5),
    whole(START, START + 10_000_000),
    whole(0, 300),
    whole(0, 300),
    whole(-1, 300),
    whole(-1, 300),
  ),
  tries: fc.tuple(
    whole(1, 4),
    whole(1, 1000),
    whole(1000, 50_000),
    whole(1, 10),
    whole(0, 1),
    whole(1, 1_000_000),
  ),
  failures: fc.tuple(whole(1, 5), whole(1, 5), whole(1, 10), whole(0, 1), whole(1, 1_000_000)),
  origin: fc.tuple(whole(1, 5)),
  vouched: fc.constant([]),
  allowance: fc.tuple(
    whole(0, 5000),
    whole(1, 20_000),
    whole(0, 5000),
    whole(1, 20_000),
    whole(0, 1),
  ),
  source: fc
    .tuple(
      whole(0, 5000),
      whole(1, 20_000),
      whole(0, 20_000),
      whole(0, 5000),
      whole(1, 20_000),
      whole(0, 20_000),
    )
    .map(([interval, burst, more, ...rejected]) => [
      ...[interval, burst, burst + more],
      ...[rejected[0], rejected[1], rejected[1] + rejected[2]],
    ]),
};

const operation = (kind, table, act = 'take', args = taken[kind]) =>
  fc.record({
    kind: fc.constant(kind),
    table: fc.constant(table),
    key: fc.constantFrom('a', 'b'),
    act: fc.constant(act),
    args,
  });

const give = (...numbers) => fc.tuple(...numbers);
const twice = give(whole(0, 5000), whole(0, 3));
const rejected = give(whole(0, 5000), whole(0, 5000), whole(0, 20_000));
/** To an allowance: which of the two, and what it took. */
const returned = give(whole(1, 2), whole(0, 5000), whole(0, 5000));
const life = give(whole(1, 1_000_000));

const checked = fc.record({
  take: fc.constant(true),
  solved: fc.boolean(),
  ops: fc.oneof(
    fc.tuple(
      operation('phone', 'phone'),
      operation('source', 'address'),
      operation('conversion', 'prefix'),
      operation('conversion', 'country'),
      operation('budget', 'budget'),
    ),
    fc.tuple(
      operation('vouched', 'tries'),
      operation('allowance', 'allowance'),
      operation('phone', 'phone'),
      operation('source', 'address'),
      operation('conversion', 'prefix'),
      operation('budget', 'budget'),
    ),
    fc.tuple(
      operation('vouched', 'tries'),
      operation('allowance', 'allowance'),
      operation('phone', 'phone'),
    ),
    fc.tuple(
      operation('origin', 'phone'),
      operation('tries', 'tries'),
      operation('failures', 'failures'),
      operation('limit', 'guesses'),
    ),
    fc.tuple(operation('limit', 'proofs')),
  ),
});

const settled = fc.record({
  take: fc.constant(false),
  solved: fc.constant(false),
  ops: fc.oneof(
    fc.tuple(
      operation('allowance', 'allowance', 'give', returned),
      operation('phone', 'phone', 'give', give(whole(0, 5000), fc.constant(0))),
      operation('source', 'address', 'give', twice),
      operation('conversion', 'prefix', 'give', twice),
      operation('budget', 'budget', 'give', give(whole(0, 50), whole(START, START + 10_000_000))),
    ),
    fc.tuple(
      operation('allowance', 'allowance', 'give', returned),
      operation('source', 'address', 'give', twice),
    ),
    fc.tuple(
      operation('allowance', 'allowance', 'give', returned),
      operation('source', 'address', 'reject', rejected),
      operation('limit', 'proofs', 'give', twice),
    ),
    fc.tuple(
      operation('tries', 'tries', 'give', give(fc.constant(0))),
      operation('failures', 'failures', 'give', give(whole(0, 2))),
    ),
    fc.tuple(
      operation('phone', 'phone', 'verified', life),
      operation('tries', 'tries', 'verified', life),
      operation('failures', 'failures', 'verified', fc.constant([])),
      operation('conversion', 'prefix', 'verified', twice),
      operation('conversion', 'country', 'verified', twice),
    ),
    fc.tuple(
      operation('phone', 'phone', 'forgive', fc.constant([])),
      operation('allowance', 'allowance', 'forgive', fc.constant([])),
      operation('failures', 'failures', 'forgive', fc.constant([])),
    ),
  ),
});

/** Steps of a story: milliseconds that pass, then a plan. */
export const stories = fc.array(
  fc.record({
    wait: fc.oneof(
      { weight: 5, arbitrary: whole(0, 3000) },
      { weight: 2, arbitrary: whole(0, 1_000_000) },
      { weight: 1, arbitrary: whole(0, 40_000_000) },
    ),
    plan: fc.oneof({ weight: 3, arbitrary: checked }, settled),
  }),
  { minLength: 20, maxLength: 80, size: 'max' },
);

const returnedCost = give(whole(0, 50), whole(START - 20_000_000, START + 10_000_000));

/** The same of budgets only, with a clock that is set back at times. */
export const budgetStories = fc.array(
  fc.record({
    wait: fc.oneof(
      { weight: 2, arbitrary: whole(0, 400_000) },
      { weight: 1, arbitrary: whole(0, 5_000_000) },
      { weight: 1, arbitrary: whole(-20_000_000, 0) },
    ),
    plan: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          take: fc.constant(true),
          solved: fc.boolean(),
          ops: fc.tuple(operation('budget', 'budget')),
        }),
      },
      fc.record({
        take: fc.constant(false),
        solved: fc.constant(false),
        ops: fc.tuple(operation('budget', 'budget', 'give', returnedCost)),
      }),
    ),
  }),
  { minLength: 20, maxLength: 80, size: 'max' },
);

/** What differs between plans of one shape, by kind and act. */
const VARIED = {
  phone: { take: { 3: share(1, 1.5), 7: whole(1, 5) } },
  budget: { take: { 0: whole(0, 50) } },
  origin: { take: { 0: whole(1, 5) } },
  allowance: { give: { 0: whole(1, 2) } },
};

/** Plans of the shape of one. Each has other keys, except that of the budget. */
const alike = (plan) => {
  const shape = {};
  const variant = fc
    .tuple(...plan.ops.map(({ kind, act }) => fc.record(VARIED[kind]?.[act] ?? {})))
    .chain((varied) =>
      fc
        .array(fc.constantFrom('a', 'b', 'c'), {
          minLength: varied.length,
          maxLength: varied.length,
        })
        .map((keys) => ({
          ...plan,
          shape,
          ops: plan.ops.map((one, index) => ({
            ...one,
            key: one.kind === 'budget' ? one.key : keys[index],
            args: Object.assign([...one.args], varied[index]),
          })),
        })),
    );
  return fc.array(variant, { minLength: 1, maxLength: 12 });
};

/** Steps of a story: milliseconds that pass, then plans of one shape at once. */
export const batches = fc.array(
  fc.record({
    wait: fc.oneof(whole(0, 3000), whole(0, 1_000_000), whole(0, 40_000_000)),
    plans: fc.oneof({ weight: 3, arbitrary: checked }, settled).chain(alike),
  }),
  { minLength: 5, maxLength: 20, size: 'max' },
);

/**
 * Puts what earlier answers said of a budget into a plan, or a little more, as after a snapshot or
 * a flush. The plan's own arguments choose the answer and the difference.
 *
 * @param {object} plan
 * @param {Map<string, number[][]>} answers by the budget's key: [generation, spent, when, hourSum,
 *   daySum]
 */
export function recalled(plan, answers) {
  const ops = plan.ops.map((one) => {
    const known = answers.get(one.key);
    if (one.kind !== 'budget' || one.act !== 'take' || one.args[4] === 0 || !known) return one;
    const [more, moment, hourMore, dayMore] = one.args.slice(5, 9);
    const [generation, spent, when, hour, day] = known[moment % known.length];
    const seen = [
      generation + (moment % 4 === 0 ? 1 : 0),
      Math.max(0, spent + 5 * more - 8),
      ...[when, hour + (hourMore % 40), day + (dayMore % 60)],
    ];
    return { ...one, args: one.args.toSpliced(4, 5, ...seen) };
  });
  return { ...plan, ops };
}

/** Keeps an answer for `recalled`. */
export function remember({ ops }, { budget }, answers) {
  if (budget === undefined) return;
  const { key } = ops.find(({ kind }) => kind === 'budget');
  answers.set(key, [...(answers.get(key) ?? []), budget]);
}

export { START };
