/**
 * `operations/budget.js` in Lua. Names from 1 are the record's head, which is always read. `ring`
 * is the table of all buckets, and `expand` the code that reads it; both are given as properties of
 * `r`.
 */

const HOUR = { bucket: 4, sum: 5, present: 6, start: 0, slots: 13, milliseconds: 300_000 };
const DAY = { bucket: 7, sum: 8, present: 9, start: 13, slots: 25, milliseconds: 3_600_000 };
const KEEP = 25 * 3_600_000;
const MOST = Number.MAX_SAFE_INTEGER;

/** A bucket's place in the ring, from 1. */
const slotOf = (window, bucket) => `${window.start + 1} + ${bucket} % ${window.slots}`;

const roll = (r, window) => `
  do
    local bucket, last = floor(now / ${window.milliseconds}), ${r(window.bucket)}
    if bucket < last - 1 then
      changed = true
      ${r.expand}
      for slot = ${window.start + 1}, ${window.start + window.slots} do ${r.ring}[slot] = 0 end
      ${r(window.present)} = ${r(window.sum)}
      ${r(window.bucket)} = bucket
    elseif bucket > last then
      changed = true
      ${r.expand}
      ${r.ring}[${slotOf(window, 'last')}] = ${r(window.present)}
      ${r(window.present)} = 0
      for index = max(last + 1, bucket - ${window.slots - 1}), bucket do
        local slot = ${slotOf(window, 'index')}
        ${r(window.sum)} = ${r(window.sum)} - ${r.ring}[slot]
        ${r.ring}[slot] = 0
      end
      ${r(window.bucket)} = bucket
    end
  end`;

const recall = (r, window, seen, sum) => `
    do
      local missing = ${sum} - max(0, ${r(window.sum)} - spent)
      local bucket = floor(${seen} / ${window.milliseconds})
      local age = ${r(window.bucket)} - bucket
      if missing > 0 and age >= 0 and age < ${window.slots} then
        missing = min(missing, ${MOST} - ${r(window.sum)})
        ${r.expand}
        local slot = ${slotOf(window, 'bucket')}
        if age == 0 then ${r(window.present)} = ${r(window.present)} + missing
        else ${r.ring}[slot] = ${r.ring}[slot] + missing end
        ${r(window.sum)} = ${r(window.sum)} + missing
        changed = true
      end
    end`;

const checkWindow = (r, window, cost, limit, detail) => `
    if ${limit} >= 0 then
      local over = ${r(window.sum)} + ${cost} - ${limit}
      if over > 0 then
        ${r.expand}
        local pause = ${window.slots * window.milliseconds}
        local last = ${r(window.bucket)}
        for index = last - ${window.slots - 1}, last do
          if index == last then over = over - ${r(window.present)}
          elseif index >= 0 then over = over - ${r.ring}[${slotOf(window, 'index')}] end
          if over <= 0 then
            pause = max(1, (index + ${window.slots}) * ${window.milliseconds} - now)
            break
          end
        end
        verdict = 2
        detail = ${detail}
        wait = max(wait, pause)
      end
    end`;

/** What is kept of the limits. No code if that is nothing. */
const checkKept = (r, a) =>
  a(10) === a(2) && a(11) === a(3)
    ? ''
    : `
    if verdict == 0 and not known and not solved then${checkWindow(r, HOUR, a(1), a(10), 0)}${checkWindow(r, DAY, a(1), a(11), 1)}
      if verdict == 2 then verdict = 1 end
    end`;

const check = (r, a) => `${roll(r, HOUR)}${roll(r, DAY)}
  if ${a(5)} > 0 and (${a(5)} ~= ${r(2)} or ${a(6)} > ${r(3)}) then
    local spent = ${a(5)} ~= ${r(2)} and ${r(3)} or 0${recall(r, HOUR, a(7), a(8))}${recall(r, DAY, a(7), a(9))}
    if ${a(5)} == ${r(2)} then
      ${r(3)} = ${a(6)}
      changed = true
    end
  end
  if ${a(4)} ~= 1 then${checkWindow(r, HOUR, a(1), a(2), 0)}${checkWindow(r, DAY, a(1), a(3), 1)}${checkKept(r, a)}
  end`;

const spend = (r, window) => `
  do
    local added = min(cost, ${MOST} - ${r(window.sum)})
    ${r(window.present)} = ${r(window.present)} + added
    ${r(window.sum)} = ${r(window.sum)} + added
  end`;

const take = (r, a) => `
  local cost = ${a(1)}
  if ${r(2)} == 0 then ${r(2)} = now end
  ${r(3)} = ${r(3)} + min(cost, ${MOST} - ${r(3)})${spend(r, HOUR)}${spend(r, DAY)}
  ${r(1)} = now + ${KEEP}`;

const giveBack = (r, window, cost, taken) => `${roll(r, window)}
  do
    local bucket = floor(${taken} / ${window.milliseconds})
    local age = ${r(window.bucket)} - bucket
    if age >= 0 and age < ${window.slots} then
      ${r.expand}
      local slot = ${slotOf(window, 'bucket')}
      local back = min(${cost}, age == 0 and ${r(window.present)} or ${r.ring}[slot])
      if age == 0 then ${r(window.present)} = ${r(window.present)} - back
      else ${r.ring}[slot] = ${r.ring}[slot] - back end
      ${r(window.sum)} = ${r(window.sum)} - back
    end
  end`;

const give = (r, a) => giveBack(r, HOUR, a(1), a(2)) + giveBack(r, DAY, a(1), a(2));

/** What a process remembers of a budget it has spent of. */
const known = (r) => [r(2), r(3), r(HOUR.sum), r(DAY.sum)].join(', ');

module.exports = { check, give, known, take };
