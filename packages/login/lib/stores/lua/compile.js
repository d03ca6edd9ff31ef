const { createHash } = require('node:crypto');
const { CREATES, OPERATIONS } = require('../operations/index.js');
const allowance = require('./allowance.js');
const budget = require('./budget.js');
const conversion = require('./conversion.js');
const limit = require('./limit.js');
const phone = require('./phone.js');
const { recordOf } = require('./record.js');
const source = require('./source.js');
const { failures, tries } = require('./wrong-codes.js');

/**
 * Turns a plan into one Lua script for Redis 6.2 or later and Valkey. The script runs any number of
 * plans of its shape one after the other, as if each came by itself. The policy's numbers stand in
 * it, so a server parses them once. A guard has about a dozen scripts.
 *
 * KEYS: the key of the budget, which all plans share, if there is one; then for each plan the keys
 * of its other operations. ARGV: a clock's time, if it is not the server's; what varies of the
 * budget's arguments; then for each plan what varies of its operations. A record is a string of
 * doubles, little endian. Keys are read once, before the first plan, and written once, after the
 * last.
 *
 * Answers [now, generation, spent, hourSum, daySum], the last four of the budget afterwards. Then
 * come four numbers for each plan: [0, next, own, 0] or, if it is not allowed, [action, decider,
 * detail, wait].
 */
const TEMPLATES = {
  allowance,
  budget,
  conversion,
  failures,
  limit,
  origin: { check: phone.checkOrigin },
  phone,
  source,
  tries,
  vouched: { check: allowance.checkVouched },
};

/** How many numbers the answer begins with, and how many it has for each plan. */
const ANSWER_HEAD = 5;
const ANSWER_SIZE = 4;

/** Positions of arguments that are not the policy's: from 0. */
const VARYING = {
  phone: { take: [3, 7], give: [1] },
  allowance: { give: [0] },
  budget: { take: [0], give: [0, 1] },
  tries: { give: [0] },
  failures: { give: [0] },
  origin: { take: [0] },
};
/** The same where all plans have one value: what this process saw last of the budget. */
const SHARED = { budget: { take: [4, 5, 6, 7, 8] } };
/** Tables in which many plans have the same key: such a record is written once for all of them. */
const OFTEN = ['prefix', 'country', 'project'];
const NONE = [];

function varyingOf({ kind, act }, shape) {
  // Where each send costs the same, its cost is the policy's too.
  if (shape.isCostFixed && kind === 'budget' && act === 'take') return NONE;
  return VARYING[kind]?.[act] ?? NONE;
}

/** A test's clock is another one than the server's, by which keys end. */
const GIVEN_CLOCK_SLACK = 3_600_000;

/**
 * @param {{ take: boolean, ops: { kind: string, act: string, args: number[] }[] }} plan
 * @param {{ isClockGiven?: boolean, isFixed?: boolean }} options without `isFixed` all arguments
 *   are in ARGV
 * @returns {{ script: string, sha: string, budgetAt: number, shared: number[], positions: number[][] }}
 *   the budget's place among the operations, or -1; which arguments go to ARGV
 */
function compile(plan, { isClockGiven = false, isFixed = true } = {}) {
  const { ops, shape, solved, take } = plan;
  const budgetAt = ops.findIndex(({ kind }) => kind === 'budget');
  const shared = SHARED.budget[ops[budgetAt]?.act] ?? NONE;
  const positions = ops.map((operation, index) => {
    if (isFixed) return varyingOf(operation, shape);
    const all = operation.args.map((_, position) => position);
    return index === budgetAt ? all.filter((position) => !shared.includes(position)) : all;
  });
  const firstShared = isClockGiven ? 2 : 1;
  const firstGiven = firstShared + shared.length;
  const slack = isClockGiven ? GIVEN_CLOCK_SLACK : 0;
  let keys = 0;
  let given = 0;
  const parts = ops.map(({ kind, table, act, args }, index) => {
    const varying = positions[index];
    const first = given;
    given += varying.length;
    const isShared = index === budgetAt;
    const number = index + 1;
    const argument = (position) => {
      const isGiven = varying.includes(position - 1) || (isShared && shared.includes(position - 1));
      return isGiven ? `a${number}_${position}` : `(${args[position - 1]})`;
    };
    // Adding zero makes a number of a text, at a third of what `tonumber` takes.
    const name = (position, place) => `local a${number}_${position + 1} = ARGV[${place}] + 0\n`;
    const own = varying.map((position, at) => name(position, `given + ${first + at}`));
    const common = isShared ? shared.map((position, at) => name(position, firstShared + at)) : [];
    if (!isShared) keys += 1;
    const place = isShared ? '1' : `base + ${keys}`;
    const record = recordOf({
      ...OPERATIONS[kind],
      ...{ number, place, isShared, slack },
      isOften: OFTEN.includes(table),
    });
    record.before = common.join('') + (record.before ?? '');
    record.load = own.join('') + (record.load ?? '');
    return partsOf({ kind, act, number, argument, record });
  });
  const all = (name) => parts.map((part) => part[name] ?? '').join('');
  const firstKey = budgetAt === -1 ? 0 : 1;
  const counted = keys > 0 ? `(#KEYS - ${firstKey}) / ${keys}` : '1';
  const clock = isClockGiven
    ? 'local now = tonumber(ARGV[1])'
    : `local time = call('TIME')
local now = time[1] * 1000 + floor(time[2] / 1000)`;
  const known = budgetAt === -1 ? '0, 0, 0, 0' : budget.known(nameFields(budgetAt + 1));
  const script = `local floor, max, min, ceil = math.floor, math.max, math.min, math.ceil
local call, pack, read, solved = redis.call, struct.pack, struct.unpack, ${solved}
local raw = call('MGET', unpack(KEYS))
${clock}
local written, lives, answer = {}, {}, { now, 0, 0, 0, 0 }
${all('before')}for plan = 0, ${counted} - 1 do
local base, given = ${firstKey} + ${keys} * plan, ${firstGiven} + ${given} * plan
local known, own, wait, next, changed, extra = false, 0, 0, 0, false, false
local action, decider, said, verdict, detail = 0, -1, 0, 0, 0
${all('load')}${
  take
    ? `${all('check')}if action == 0 then
${all('take')}else
${all('refuse')}end
`
    : all('settle')
}local at = ${ANSWER_HEAD} + ${ANSWER_SIZE} * plan
if action == 0 then answer[at + 1], answer[at + 2], answer[at + 3], answer[at + 4] = 0, next, own, 0
else answer[at + 1], answer[at + 2], answer[at + 3], answer[at + 4] = action, decider, said, ceil(wait) end
end
${all('after')}for key, life in pairs(lives) do
  if written[key] then call('SET', key, written[key], 'PX', life) else call('DEL', key) end
end
answer[2], answer[3], answer[4], answer[5] = ${known}
return answer
`;
  const sha = createHash('sha1').update(script).digest('hex');
  return { script, sha, budgetAt, shared, positions };
}

/** Names a record's numbers, from 1. */
function nameFields(number) {
  const r = (field) => `r${number}_${field}`;
  return r;
}

/** The parts of one operation's code. */
function partsOf({ kind, act, number, argument, record }) {
  const templates = TEMPLATES[kind];
  const r = nameFields(number);
  r.ring = record.ring;
  r.expand = record.expand;
  const code = (name) => templates[name]?.(r, argument) ?? '';
  const condition = CREATES.includes(act) ? 'true' : `found${number}`;
  return {
    ...record,
    check: `verdict, detail, changed = 0, 0, false
do ${code('check')}
end
if verdict > action then action, decider, said = verdict, ${number - 1}, detail end
local touched${number} = found${number} and changed
`,
    take: templates.take ? `do ${code('take')}\n${record.write} end\n` : '',
    refuse: `if touched${number} then ${record.write} end\n`,
    settle: `if ${condition} then ${code(act)}\n${record.write} end\n`,
  };
}

module.exports = { ANSWER_HEAD, ANSWER_SIZE, compile };
