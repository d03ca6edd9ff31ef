const { ORIGINS } = require('../operations/phone.js');
const { checkTat, notBeyond, used } = require('./limit.js');

/** `operations/phone.js` in Lua. */

const withLevel = (r, level) => `${r(5)} = ${level} + 64 * floor(${r(5)} / 64)`;

const check = (r, a) => `
  known = ${r(4)} > now
  if not extra then
    ${notBeyond(r(3), `2 * ${a(3)}`)}
    local pause = ${r(3)} - now
    if pause > 0 then wait = max(wait, pause) end
    if ${a(6)} > 0 then ${checkTat(r(2), a(6), a(7), a(7))} end
    if pause > 0 then verdict = 2 elseif verdict > 0 then detail = 1 end
    if known then detail = detail + 2 end
  end`;

const take = (r, a) => `
  local level = ${r(5)} % 64
  if extra then
    next = now
    ${r(1)} = max(${r(1)}, now + ${a(9)})
  else
    if now > ${r(3)} then level = max(0, level - floor((now - ${r(3)}) / ${a(5)})) end
    level = min(level + 1, 63)
    local grown = level < ${a(1)} and 0 or min(${a(3)}, ${a(2)} * 2 ^ (level - ${a(1)}))
    next = now + floor(grown * ${a(4)})
    if ${a(6)} > 0 then ${r(2)} = now + ${used(r(2), a(7))} + ${a(6)} end
    ${r(3)} = next
    ${r(1)} = max(${r(2)}, ${r(4)}, next + max(level * ${a(5)}, ${a(3)}), now + ${a(9)})
  end
  local origins = floor(${r(5)} / 64)
  local last = origins % ${ORIGINS}
  if last ~= ${a(8)} then origins = ${a(8)} + ${ORIGINS} * last end
  ${r(5)} = level + 64 * origins`;

const give = (r, a) => `
  local level = max(0, ${r(5)} % 64 - 1)
  ${r(2)} = max(0, ${r(2)} - ${a(1)})
  if ${r(3)} == ${a(2)} then ${r(3)} = now end
  ${withLevel(r, 'level')}
  if level == 0 and ${r(2)} <= now and ${r(4)} <= now then ${r(1)} = 0 end`;

const verified = (r, a) => `
  ${r(3)} = 0
  ${r(4)} = now + ${a(1)}
  ${withLevel(r, 0)}
  ${r(1)} = max(${r(2)}, ${r(4)})`;

const forgive = (r) => `
  ${r(2)} = 0
  ${r(3)} = 0
  ${withLevel(r, 0)}
  ${r(1)} = ${r(4)}`;

/** `operations/origin.js`: reads a phone's record. */
const checkOrigin = (r, a) => `
  local origins = floor(${r(5)} / 64)
  local isOne = origins % ${ORIGINS} == ${a(1)} or floor(origins / ${ORIGINS}) == ${a(1)}
  own = ${r(1)} > now and isOne and 1 or 0`;

module.exports = { check, checkOrigin, forgive, give, take, verified };
