const { errorWithCode } = require('./errors.js');

const REASONS = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the name was not found',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'there was no response in time',
  TOO_LARGE: 'the response is too large',
};

/** The error of a request without a response. `reason` is the code of Node's error. */
function unreachable(base, reason) {
  const words = REASONS[reason] ?? `the request failed (${reason})`;
  const error = errorWithCode('EMULATOR_UNREACHABLE', `No emulator responds at ${base}: ${words}.`);
  return Object.assign(error, { reason });
}

module.exports = { unreachable };
