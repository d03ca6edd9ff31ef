const { checkTat, used } = require('./limit.js');

/** `operations/allowance.js` in Lua. */

const end = (r) => `
  ${r(1)} = max(${r(2)}, ${r(3)})`;

const check = (r, a) => `
  extra = true
  verdict = 2
  if own == 2 and ${a(1)} > 0 then
    verdict = 0
    ${checkTat(r(2), a(1), a(2), a(2))}
  end
  if verdict > 0 then
    own = 1
    if ${a(5)} == 1 and ${a(3)} > 0 then
      verdict = 0
      ${checkTat(r(3), a(3), a(4), a(4))}
      if verdict == 0 and not solved then verdict = 1 end
    end
  end`;

const take = (r, a) => `
  if own == 2 then ${r(2)} = now + ${used(r(2), a(2))} + ${a(1)}
  else ${r(3)} = now + ${used(r(3), a(4))} + ${a(3)} end${end(r)}`;

const give = (r, a) => `
  if ${a(1)} == 2 then ${r(2)} = max(0, ${r(2)} - ${a(2)})
  else ${r(3)} = max(0, ${r(3)} - ${a(3)}) end${end(r)}`;

const forgive = (r) => `${r(1)} = 0`;

/** `operations/vouched.js`: reads an origin's record of tries. */
const checkVouched = (r) => `
  if ${r(1)} > now and ${r(4)} > now then own = 2 end`;

module.exports = { check, checkVouched, forgive, give, take };
