// What the check of one operation can say. The scripts for Redis use the same numbers.

const ALLOW = 0;
/** Allowed for somebody who solves a challenge. */
const CHALLENGE = 1;
const REFUSE = 2;

module.exports = { ALLOW, CHALLENGE, REFUSE };
