const { onAbort } = require('./abort.js');
const { BaxVerifyError } = require('./error.js');

/**
 * Runs one native call until it settles or is aborted.
 *
 * @param {(call: number) => Promise<string>} start begins the call under the given number
 * @param {(call: number) => void} cancel ends the call of that number
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<unknown>} the answer, parsed
 */
async function runCall(start, cancel, signal) {
  if (signal?.aborted) throw reasonOf(signal);
  const call = nextNumber();
  let aborted = false;
  const forget =
    signal &&
    onAbort(signal, () => {
      aborted = true;
      cancel(call);
    });
  try {
    return JSON.parse(await start(call));
  } catch (failure) {
    throw aborted ? reasonOf(signal) : errorFrom(failure);
  } finally {
    forget?.();
  }
}

/** Older polyfills know no reason; a rejection with `undefined` would help nobody. */
function reasonOf(signal) {
  return signal.reason === undefined
    ? new DOMException('This operation was aborted', 'AbortError')
    : signal.reason;
}

let lastNumber = 0;

function nextNumber() {
  lastNumber = (lastNumber + 1) >>> 0;
  return lastNumber;
}

/** Native code throws and rejects with the JSON text of a failure, and nothing else by intent. */
function errorFrom(failure) {
  if (typeof failure === 'string') {
    const { causes, ...init } = JSON.parse(failure);
    return new BaxVerifyError({ ...init, cause: chain(causes) });
  }
  return new BaxVerifyError({
    code: 'BAXVERIFY_INTERNAL_ERROR',
    message: 'The call ended by a fault inside @baxcloud/baxverify. Please report it.',
    outcome: 'unknown',
    retryable: false,
    attempts: 0,
    cause: failure,
  });
}

/** Sentences, outermost first, as a chain of errors. */
function chain(sentences = []) {
  return sentences.reduceRight(
    (cause, message) => (cause ? new Error(message, { cause }) : new Error(message)),
    undefined,
  );
}

module.exports.runCall = runCall;
module.exports.errorFrom = errorFrom;
