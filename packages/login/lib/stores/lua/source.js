const { checkTat, used } = require('./limit.js');

/** `operations/source.js` in Lua. */

const end = (r) => `
  ${r(1)} = max(${r(2)}, ${r(3)})`;

const check = (r, a) => `${checkTat(r(2), a(1), a(2), a(3))}
  local sends = verdict
  verdict = 0
  do ${checkTat(r(3), a(4), a(5), a(6))} end
  if verdict > sends then detail = 1 else verdict = sends end`;

const take = (r, a) => `
  if ${a(1)} > 0 then ${r(2)} = now + ${used(r(2), a(3))} + ${a(1)} end${end(r)}`;

const give = (r, a) => `
  ${r(2)} = max(0, ${r(2)} - ${a(1)} * ${a(2)})${end(r)}`;

const reject = (r, a) => `
  ${r(2)} = max(0, ${r(2)} - ${a(1)})
  if ${a(2)} > 0 then ${r(3)} = now + ${used(r(3), a(3))} + ${a(2)} end${end(r)}`;

module.exports = { check, give, reject, take, verified: give };
