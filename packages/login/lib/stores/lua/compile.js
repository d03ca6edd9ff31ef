const { createHash } = require('node:crypto');
const { CREATES, OPERATIONS } = require('../operations/index.js');
const budget = require('./budget.js');
const conversion = require('./conversion.js');
const limit = require('./limit.js');
const phone = require('./phone.js');
const source = require('./source.js');
const { failures, tries } = require('./wrong-codes.js');

/**
 * Turns a plan into one Lua script for Redis 6.2 or later and Valkey. The policy's numbers stand in
 * it, so a server that runs it a hundred thousand times parses them once; a guard has about a dozen
 * scripts.
 *
 * KEYS: the key of each operation. ARGV: a clock's time, if it is not the server's; what varies of
 * the operations' arguments, in their order. A record is a string of doubles, little endian.
 *
 * Answers [action, decider, detail, wait, now] if a request is not allowed. Else [0, next, now,
 * own], and after a spent budget also what is known of it: generation, hourSum, daySum.
 */
const TEMPLATES = {
  budget,
  conversion,
  failures,
  limit,
  origin: { check: phone.checkOrigin },
  phone,
  source,
  tries,
};

/** Positions of arguments that are not the policy's: from 0. */
const VARYING = {
  phone: { take: [3, 7], give: [1] },
  budget: { take: [0, 4, 5, 6, 7], give: [0, 1] },
  tries: { give: [0] },
  failures: { give: [0] },
  origin: { take: [0] },
};
const NONE = [];

/** Where each send costs the same, its cost is the policy's too. */
const SPENDS_USUALLY = [4, 5, 6, 7];

function varyingOf({ kind, act }, shape) {
  if (shape.isCostFixed && kind === 'budget' && act === 'take') return SPENDS_USUALLY;
  return VARYING[kind]?.[act] ?? NONE;
}

const HEAD = `local floor, max, min = math.floor, math.max, math.min
local known, own, wait, next, changed = false, 0, 0, 0, false
local action, decider, said, verdict, detail = 0, -1, 0, 0, 0
local raw = redis.call('MGET', unpack(KEYS))
`;

const SERVER_CLOCK = `local time = redis.call('TIME')
local now = time[1] * 1000 + floor(time[2] / 1000)
`;

/** A key lives on for an hour of the server's time: a test's clock is another one. */
const GIVEN_CLOCK = 'local now = tonumber(ARGV[1])\n';
const GIVEN_CLOCK_SLACK = 3_600_000;

/** @param {string} [known] what the answer says of a budget that was spent of */
const tailOf = (
  known,
) => `if action > 0 then return { action, decider, said, math.ceil(wait), now } end
return { 0, next, now, own${known ? `, ${known}` : ''} }
`;

/**
 * @param {{ take: boolean, ops: { kind: string, act: string, args: number[] }[] }} plan
 * @param {{ isClockGiven?: boolean, isFixed?: boolean }} options without `isFixed` all arguments are in ARGV
 * @returns {{ script: string, sha: string, positions: readonly (readonly number[])[] }} which arguments go to ARGV
 */
function compile(plan, { isClockGiven = false, isFixed = true } = {}) {
  const positions = plan.ops.map((operation) =>
    isFixed ? varyingOf(operation, plan.shape) : operation.args.map((_, index) => index),
  );
  const slack = isClockGiven ? GIVEN_CLOCK_SLACK : 0;
  let given = isClockGiven ? 1 : 0;
  const parts = plan.ops.map(({ kind, act, args }, index) => {
    const varying = positions[index];
    const first = given;
    given += varying.length;
    const argument = (position) => {
      const place = varying.indexOf(position - 1);
      return place === -1 ? `(${args[position - 1]})` : `tonumber(ARGV[${first + 1 + place}])`;
    };
    return partsOf({ kind, act, number: index + 1, argument, slack });
  });
  const body = plan.take
    ? `${parts.map(({ check }) => check).join('')}if action == 0 then
${parts.map(({ take }) => take).join('')}else
${parts.map(({ refuse }) => refuse).join('')}end
`
    : parts.map(({ settle }) => settle).join('');
  const clock = isClockGiven ? GIVEN_CLOCK : SERVER_CLOCK;
  const script = `${HEAD}local solved = ${plan.solved}
${clock}${parts.map(({ load }) => load).join('')}${body}${tailOf(knownOf(plan))}`;
  return { script, sha: createHash('sha1').update(script).digest('hex'), positions };
}

/** Where a plan spends of a budget: what is known of it afterwards. */
function knownOf({ take, ops }) {
  const index = take ? ops.findIndex(({ kind }) => kind === 'budget') : -1;
  return index === -1 ? undefined : budget.known(nameFields(index + 1));
}

/** Names a record's numbers, from 1. */
function nameFields(number) {
  const r = (field) => `r${number}_${field}`;
  return r;
}

/** The parts of one operation's code. */
function partsOf({ kind, act, number, argument, slack }) {
  const { SIZE, HEAD = SIZE } = OPERATIONS[kind];
  const templates = TEMPLATES[kind];
  const r = nameFields(number);
  const text = `raw[${number}]`;
  const fields = Array.from({ length: HEAD }, (_, index) => r(index + 1)).join(', ');
  const zeros = (count) => Array(count).fill('0').join(', ');
  const format = (count) => `'<${'d'.repeat(count)}'`;
  const rest = restOf({ kind, number, text, zeros, format });
  r.ring = rest.name;
  r.expand = rest.expand;
  const load = `local ${fields} = ${zeros(HEAD)}
if ${text} then ${fields} = struct.unpack(${format(HEAD)}, ${text}) end
local found${number} = ${r(1)} > now
if ${text} and not found${number} then ${fields} = ${zeros(HEAD)} end
${rest.load}`;
  const packed = `struct.pack(${format(HEAD)}, ${fields})${rest.packed}`;
  const life = `math.ceil(${r(1)} - now) + ${slack}`;
  const write = `if ${r(1)} > now then redis.call('SET', KEYS[${number}], ${packed}, 'PX', ${life})
  elseif ${text} then redis.call('DEL', KEYS[${number}]) end`;
  const code = (name) => templates[name]?.(r, argument) ?? '';
  const condition = CREATES.includes(act) ? 'true' : `found${number}`;
  return {
    load,
    check: `verdict, detail, changed = 0, 0, false
do ${code('check')}
end
if verdict > action then action, decider, said = verdict, ${number - 1}, detail end
local touched${number} = found${number} and changed
`,
    take: templates.take ? `do ${code('take')}\n${write} end\n` : '',
    refuse: `if touched${number} then ${write} end\n`,
    settle: `if ${condition} then ${code(act)}\n${write} end\n`,
  };
}

/** The numbers behind a record's head, which are read only when they are needed. */
function restOf({ kind, number, text, zeros, format }) {
  const { SIZE, HEAD = SIZE } = OPERATIONS[kind];
  const count = SIZE - HEAD;
  if (count === 0) return { load: '', packed: '' };
  const name = `ring${number}`;
  const start = 8 * HEAD + 1;
  return {
    name,
    load: `local ${name}\n`,
    expand: `if not ${name} then
        ${name} = found${number} and { struct.unpack(${format(count)}, ${text}, ${start}) } or { ${zeros(count)} }
      end`,
    packed: ` .. (${name} and struct.pack(${format(count)}, unpack(${name}, 1, ${count}))
      or found${number} and string.sub(${text}, ${start}) or string.rep('\\0', ${8 * count}))`,
  };
}

module.exports = { compile };
