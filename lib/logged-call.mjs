import { BaxVerifyError } from './error.mjs';
import { own } from './own.mjs';
import { responseFacts } from './response.mjs';

/** Milliseconds. A call is slow from here on, or from half of its timeout on. */
const SLOW = 5000;

/**
 * Makes a call and logs it: one line at `info`, and further ones at `warn` if it was retried or
 * slow. All facts come from its result, so native code reports nothing during the call.
 *
 * The lines are written in the asynchronous context of the caller.
 *
 * @param {{ log: import('./log.mjs').Log, timeout: number }} client
 * @param {Function} makeCall makes it; the other parameters are those of `perform`
 */
export async function loggedCall(client, makeCall, instance, made, request, options) {
  const { name: operation } = made;
  const began = performance.now();
  let result;
  try {
    result = await makeCall(instance, made, request, options);
  } catch (error) {
    const durationMs = Math.round(performance.now() - began);
    try {
      write(client, failureOf(operation, error, options, durationMs), options);
    } catch {
      // Options may have getters that throw. Then there is no line.
    }
    throw error;
  }
  const durationMs = Math.round(performance.now() - began);
  try {
    write(client, successOf(operation, result, durationMs), options);
  } catch {
    // As above.
  }
  return result;
}

/**
 * @typedef {object} Facts
 * @property {object} fields what is written about the call
 * @property {string} event completes the name of the operation
 * @property {string} [cause] the code of the failure that the last retry followed
 */

/** @returns {Facts} */
function successOf(operation, result, durationMs) {
  const { status, attempts, requestId, repeated } = responseFacts(result);
  const outcome = 'succeeded';
  const fields = { operation, outcome, status, attempts, durationMs, requestId };
  return { fields, event: outcome, cause: repeated };
}

/**
 * Nothing of the reason of an abort is logged. It may be any value.
 *
 * @returns {Facts}
 */
function failureOf(operation, error, options, durationMs) {
  const signal = options && own(options, 'signal');
  if (signal?.aborted && signal.reason === error) {
    return { fields: { operation, outcome: 'aborted', durationMs }, event: 'aborted' };
  }
  const known = error instanceof BaxVerifyError ? error : {};
  const { code, outcome = 'unknown', statusCode: status, attempts, requestId } = known;
  const fields = { operation, outcome, code, status, attempts, durationMs, requestId };
  return { fields, event: 'failed', cause: code };
}

/** @param {Facts} facts */
function write({ log, timeout }, { fields, event, cause }, options) {
  log.write('info', fields, event);
  const { operation, attempts, durationMs, requestId } = fields;
  if (attempts > 1) {
    log.write('warn', { operation, attempts, cause, requestId }, 'was retried');
  }
  const limitMs = slowFrom(options, timeout);
  if (durationMs >= limitMs) {
    log.write('warn', { operation, durationMs, limitMs, requestId }, 'was slow');
  }
  if (fields.code === 'BAXVERIFY_INTERNAL_ERROR') log.write('error', fields, event);
}

function slowFrom(options, timeout) {
  const limit = options === undefined ? timeout : (own(options, 'timeout') ?? timeout);
  return Math.min(SLOW, limit / 2);
}
