const phone = require('./phone.js');
const { ALLOW } = require('./verdict.js');

/**
 * Looks into the record of a phone whether one of its last two codes was asked for from this
 * origin. Takes nothing.
 *
 * Arguments of `take`: [origin].
 */
function check(record, at, args, context) {
  context.own = record[at] > context.now && phone.isOrigin(record, at, args[0]) ? 1 : 0;
  return ALLOW;
}

function take() {}

module.exports = { SIZE: phone.SIZE, check, take, weight: phone.weight };
