/**
 * `operations/limit.js` in Lua. Each template is given names of a record's numbers and of
 * arguments, both from 1.
 */

const used = (tat, ceiling) => `max(0, min(${tat} - now, ${ceiling}))`;

/** See `operations/limit.js`. */
const notBeyond = (time, most) =>
  `if ${time} - now > ${most} then ${time} = now + ${most}; changed = true end`;

/** Raises `verdict` if one more is too much. */
const checkTat = (tat, interval, burst, ceiling) => `
  ${notBeyond(tat, ceiling)}
  local used = ${used(tat, ceiling)} + ${interval}
  if used > ${burst} then
    wait = max(wait, used - ${burst})
    if used > ${ceiling} then verdict = 2 elseif not solved then verdict = 1 end
  end`;

const give = (r, a) => `${r(1)} = ${r(1)} - ${a(1)} * ${a(2)}`;

module.exports = {
  check: (r, a) => checkTat(r(1), a(1), a(2), a(3)),
  checkTat,
  give,
  notBeyond,
  take: (r, a) => `${r(1)} = now + ${used(r(1), a(3))} + ${a(1)}`,
  used,
  verified: give,
};
