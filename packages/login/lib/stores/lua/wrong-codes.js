const { notBeyond } = require('./limit.js');

/** `operations/tries.js` in Lua. */
const tries = {
  check: (r, a) => `
  if ${r(4)} > now then own = 2 end
  if ${r(2)} >= ${a(4)} then
    wait = max(wait, ${r(1)} - now)
    verdict = 2
  else
    ${notBeyond(r(3), a(3))}
    local pause = ${r(3)} - now
    if pause > 0 and not solved then
      wait = max(wait, pause)
      verdict = ${a(5)} == 1 and 1 or 2
    end
  end`,

  take: (r, a) => `
  local count = ${r(2)} + 1
  local pause = count < ${a(1)} and 0 or min(${a(3)}, ${a(2)} * 2 ^ min(count - ${a(1)}, 30))
  ${r(2)} = count
  ${r(3)} = now + pause
  ${r(1)} = max(now + ${a(6)}, ${r(4)})
  next = now + pause`,

  give: (r, a) => `
  ${r(2)} = max(0, ${r(2)} - 1)
  if ${r(3)} == ${a(1)} then ${r(3)} = 0 end`,

  verified: (r, a) => `
  ${r(2)} = 0
  ${r(3)} = 0
  ${r(4)} = now + ${a(1)}
  ${r(1)} = ${r(4)}`,
};

const forget = (r) => `${r(1)} = 0`;

/** `operations/failures.js` in Lua. */
const failures = {
  check: (r, a) => `
  if own ~= 2 then
    if ${r(2)} >= ${a(3)} or (own == 0 and ${r(3)} >= ${a(2)}) then
      wait = max(wait, ${r(1)} - now)
      verdict = 2
    elseif ${a(4)} == 1 and ${r(2)} >= ${a(1)} and not solved then
      verdict = 1
    end
  end`,

  take: (r, a) => `
  if own ~= 2 then
    ${r(2)} = ${r(2)} + 1
    if own == 0 then ${r(3)} = ${r(3)} + 1 end
    ${r(1)} = now + ${a(5)}
  end`,

  give: (r, a) => `
  if ${a(1)} ~= 2 then
    ${r(2)} = max(0, ${r(2)} - 1)
    if ${a(1)} == 0 then ${r(3)} = max(0, ${r(3)} - 1) end
    if ${r(2)} == 0 then ${r(1)} = 0 end
  end`,

  verified: forget,
  forgive: forget,
};

module.exports = { failures, tries };
