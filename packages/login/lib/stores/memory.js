const { performance } = require('node:perf_hooks');
const { KeyedHash } = require('./hash.js');
const { CREATES, OPERATIONS, TABLES } = require('./operations/index.js');
const { ALLOW } = require('./operations/verdict.js');
const { Table } = require('./table.js');

const DEFAULT_BYTES = 200_000_000;
const LEAST_BYTES = 4_000_000;

/**
 * Each table's part of the bound. The tables are apart, so a flood of one sort of key evicts
 * nothing of another sort. Random phone numbers cost no block, no wrong-code count and no part of
 * the budget.
 */
const PARTS = {
  phone: 0.35,
  allowance: 0.01,
  prefix: 0.2,
  address: 0.15,
  failures: 0.06,
  tries: 0.1,
  guesses: 0.025,
  proofs: 0.015,
  device: 0.04,
  user: 0.04,
  // One record for each country, and one for all.
  country: 0.006,
  project: 0.002,
  budget: 0.002,
};
/** Of a table that has one record for each key of the owner's. */
const SMALL_CHUNK_BITS = 4;
/** The most numbers in a record. */
const WIDEST = OPERATIONS.budget.SIZE;

/**
 * A clock that no change of the computer's time moves: Unix milliseconds as they were at the start,
 * and what has passed since.
 */
const steadyClock = () => Math.floor(performance.timeOrigin + performance.now());

/**
 * The store in the memory of this process: runs plans in JavaScript, each without interruption.
 *
 * @param {{ maxBytes?: number, now?: () => number }} [settings] checked
 */
function createMemoryStore({ maxBytes = DEFAULT_BYTES, now: clock = steadyClock } = {}) {
  const hash = new KeyedHash();
  const tables = {};
  for (const [name, { kind }] of Object.entries(TABLES)) {
    const { SIZE, weight } = OPERATIONS[kind];
    const chunkBits = name === 'budget' || name === 'project' ? SMALL_CHUNK_BITS : undefined;
    tables[name] = new Table({ size: SIZE, maxBytes: PARTS[name] * maxBytes, weight, chunkBits });
  }
  /**
   * Records of the plan that runs, by the operation's place in it. No other plan can run at that
   * time.
   */
  const places = [];
  const context = {};

  function placeOf(index, operation, now) {
    places[index] ??= {
      values: undefined,
      at: 0,
      record: 0,
      a: 0,
      b: 0,
      empty: new Float64Array(WIDEST),
    };
    const place = places[index];
    const table = tables[operation.table];
    hash.update(operation.key);
    place.a = hash.a;
    place.b = hash.b;
    place.record = table.find(hash.a, hash.b);
    if (place.record !== 0 && table.values[table.at] <= now) {
      table.remove(place.record);
      place.record = 0;
    }
    if (place.record === 0) {
      place.values = place.empty.fill(0, 0, OPERATIONS[operation.kind].SIZE);
      place.at = 0;
    } else {
      place.values = table.values;
      place.at = table.at;
    }
    return place;
  }

  /** Keeps what an operation has written. */
  function keep(place, operation, now) {
    const table = tables[operation.table];
    const ends = place.values[place.at];
    if (place.record === 0) {
      if (ends <= now) return;
      table.insert(place.a, place.b, now);
      const { SIZE } = OPERATIONS[operation.kind];
      for (let index = 0; index < SIZE; index += 1) {
        table.values[table.at + index] = place.values[index];
      }
    } else if (ends <= now) {
      table.remove(place.record);
    }
  }

  function run(plan) {
    const now = clock();
    const { ops } = plan;
    Object.assign(context, CLEAN);
    context.now = now;
    context.solved = plan.solved;
    if (!plan.take) {
      for (let index = 0; index < ops.length; index += 1) {
        const operation = ops[index];
        const place = placeOf(index, operation, now);
        const act = OPERATIONS[operation.kind][operation.act];
        if (place.record === 0 && !CREATES.includes(operation.act)) continue;
        act(place.values, place.at, operation.args, context);
        keep(place, operation, now);
      }
      return result(ALLOW, -1, 0);
    }
    let action = ALLOW;
    let decider = -1;
    let detail = 0;
    for (let index = 0; index < ops.length; index += 1) {
      const operation = ops[index];
      const place = placeOf(index, operation, now);
      context.detail = 0;
      const { check } = OPERATIONS[operation.kind];
      const verdict = check(place.values, place.at, operation.args, context);
      if (verdict > action) {
        action = verdict;
        decider = index;
        detail = context.detail;
      }
    }
    if (action === ALLOW) {
      for (let index = 0; index < ops.length; index += 1) {
        const operation = ops[index];
        const place = places[index];
        OPERATIONS[operation.kind].take(place.values, place.at, operation.args, context);
        keep(place, operation, now);
      }
    }
    return result(action, decider, detail);
  }

  function result(action, decider, detail) {
    const { now, wait, next, own, budget } = context;
    if (action === ALLOW) return { action, decider, detail, wait: 0, next, now, own, budget };
    return { action, decider, detail, wait: Math.ceil(wait), next: 0, now, own: 0, budget };
  }

  return {
    run,
    /** What the tables have taken of memory, in bytes. */
    get bytes() {
      return Object.values(tables).reduce((sum, table) => sum + table.bytes, 0);
    },
    countOf: (name) => tables[name].count,
    close() {},
  };
}

const CLEAN = {
  now: 0,
  solved: false,
  known: false,
  extra: false,
  own: 0,
  wait: 0,
  next: 0,
  detail: 0,
  budget: undefined,
  changed: false,
};

module.exports = { createMemoryStore, DEFAULT_BYTES, LEAST_BYTES };
