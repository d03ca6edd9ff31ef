import { onAbort } from './abort.mjs';
import { callOptions } from './arguments.mjs';
import { BaxVerifyError } from './error.mjs';
import { parse } from './json.mjs';
import { observe } from './observe.mjs';
import { own } from './own.mjs';

/**
 * One call from its arguments to its result. The only asynchronous function on the way: each further one
 * would cost every call a promise and three turns of the microtask queue.
 *
 * @param {object} client the client's native half and defaults
 * @param {{ check: Function, start: Function }} operation
 * @param {unknown} request the first argument of the method, unchecked
 * @param {unknown} options the second, unchecked
 * @returns {Promise<unknown>} the answer, parsed
 */
export async function perform(client, operation, request, options) {
  const parameters = operation.check(request);
  const { signal, timeout, maxRetries } = callOptions(options);
  if (signal?.aborted) throw reasonOf(signal);

  const { native } = client;
  const call = client.nextCall();
  const observer = observe(client.debug);
  let aborted = false;
  const forget = signal && onAbort(signal, abort);
  try {
    const text = await operation.start(
      native,
      parameters,
      call,
      timeout ?? client.timeout,
      maxRetries ?? client.maxRetries,
      observer?.onEvent,
    );
    // An answer that has come at the moment of the abort is the caller's no more.
    if (!aborted) return read(text);
  } catch (failure) {
    if (!aborted) throw errorFrom(failure);
  } finally {
    forget?.();
  }
  observer?.onAbort();
  throw reasonOf(signal);

  function abort() {
    aborted = true;
    native.cancel(call);
  }
}

/** Older polyfills know no reason; a rejection with `undefined` would help nobody. */
function reasonOf(signal) {
  return signal.reason === undefined
    ? new DOMException('This operation was aborted', 'AbortError')
    : signal.reason;
}

/** What native code wrote, which is JSON: it has been checked there. */
function read(text) {
  try {
    return parse(text);
  } catch {
    // Without the error itself, which would quote the text: that may hold a proof.
    throw new Error('Its JSON could not be read. JSON.parse may have been replaced.');
  }
}

/** Native code throws and rejects with the JSON text of a failure, and nothing else by intent. */
export function errorFrom(failure) {
  if (typeof failure !== 'string') return internal(failure);
  try {
    const { causes = [], ...init } = { __proto__: null, ...read(failure) };
    if (typeof own(init, 'code') !== 'string') throw new Error('Its failure has no code.');
    return new BaxVerifyError({ ...init, cause: chain(causes) });
  } catch (reason) {
    return internal(reason);
  }
}

function internal(cause) {
  return new BaxVerifyError({
    code: 'BAXVERIFY_INTERNAL_ERROR',
    message: 'The call ended by a fault inside @baxcloud/baxverify. Please report it.',
    outcome: 'unknown',
    retryable: false,
    attempts: 0,
    cause,
  });
}

/** Sentences, outermost first, as a chain of errors. */
function chain(sentences) {
  return sentences.reduceRight(
    (cause, message) => (cause ? new Error(message, { cause }) : new Error(message)),
    undefined,
  );
}
