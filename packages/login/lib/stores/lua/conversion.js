const { checkTat, used } = require('./limit.js');

/** `operations/conversion.js` in Lua. */

const BUCKET = 300_000;
const HOUR = 3_600_000;
const FORGET = 86_400_000;

const startCounting = (r) => `${r(4)}, ${r(5)}, ${r(6)}, ${r(7)} = 0, 0, 0, 0`;

const roll = (r) => `
  local bucket = floor(now / ${BUCKET})
  local steps = bucket - ${r(3)}
  ${r(3)} = bucket
  while steps > 0 and ${r(4)} + ${r(5)} + ${r(6)} + ${r(7)} > 0 do
    ${r(6)} = (${r(6)} < 0.001 and 0 or ${r(6)} * (11 / 12)) + ${r(5)}
    ${r(7)} = ${r(7)} < 0.001 and 0 or ${r(7)} * (11 / 12)
    ${r(5)} = ${r(4)}
    ${r(4)} = 0
    steps = steps - 1
  end`;

const end = (r) =>
  `max(${r(2)}, ${r(9)} > 0 and ${r(8)} + ${FORGET} or 0, ${r(10)} + ${HOUR}, now + ${2 * HOUR})`;

/** Begins with what is not open now; a block that lasts needs no judgement. */
const judge = (r, a) => `
  ${roll(r)}
  if ${r(8)} > now + ${a(8)} then ${r(8)} = now + ${a(8)}; changed = true end
  if ${r(10)} > ${r(8)} and ${r(10)} > now then ${r(10)} = now; changed = true end
  if ${r(8)} <= now then
    if ${r(9)} > 0 and ${r(8)} + ${FORGET} < now then ${r(9)} = 0; changed = true end
    if ${r(10)} > 0 and now - ${r(10)} > ${HOUR} then
      ${r(10)} = 0
      changed = true
      ${startCounting(r)}
    end
    if ${r(6)} >= ${a(4)} then
      local share = ${r(7)} / ${r(6)}
      if ${a(9)} == 1 and ${r(10)} == 0 then
        if share < ${a(5)} then
          ${r(10)} = now
          changed = true
          ${startCounting(r)}
        end
      elseif share < ${a(6)} then
        ${r(8)} = now + min(${a(8)}, ${a(7)} * 2 ^ min(${r(9)}, 30))
        ${r(9)} = ${r(9)} + 1
        ${r(10)} = ${a(9)} == 1 and ${r(8)} or 0
        changed = true
        ${startCounting(r)}
      elseif ${r(10)} > 0 and share >= ${a(5)} then
        ${r(10)} = 0
        changed = true
      end
    end
  end`;

const check = (r, a) => `
  if ${a(4)} > 0 and ${r(1)} > 0 then ${judge(r, a)} end
  if changed then ${r(1)} = max(${r(1)}, ${end(r)}) end
  if not known then
    if ${r(8)} > now then
      wait = max(wait, ${r(8)} - now)
      detail = 1
      verdict = 2
    elseif ${a(9)} == 1 and ${r(10)} > 0 and not solved then
      detail = 1
      verdict = 1
    elseif ${a(1)} > 0 then ${checkTat(r(2), a(1), a(2), a(3))} end
  end`;

const take = (r, a) => `
  ${roll(r)}
  if ${a(1)} > 0 then ${r(2)} = now + ${used(r(2), a(3))} + ${a(1)} end
  ${r(4)} = ${r(4)} + 1
  ${r(1)} = ${end(r)}`;

const giveTat = (r, a) => `
  ${roll(r)}
  ${r(2)} = max(0, ${r(2)} - ${a(1)} * ${a(2)})`;

const give = (r, a) => `${giveTat(r, a)}
  if ${r(4)} > 0 then ${r(4)} = max(0, ${r(4)} - 1)
  elseif ${r(5)} > 0 then ${r(5)} = max(0, ${r(5)} - 1)
  else ${r(6)} = max(0, ${r(6)} - 1) end`;

const verified = (r, a) => `${giveTat(r, a)}
  ${r(7)} = ${r(7)} + 1
  ${r(1)} = ${end(r)}`;

module.exports = { check, give, take, verified };
