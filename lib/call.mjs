import { onAbort } from './abort.mjs';
import { callOptions, notAClient, serverKeyNeeded } from './arguments.mjs';
import { BaxVerifyError } from './error.mjs';
import { internals } from './internals.mjs';
import { parse } from './json.mjs';
import { loggedCall } from './logged-call.mjs';
import { endOfBody, NativeResponse } from './native-response.mjs';
import { observe } from './observe.mjs';
import { own } from './own.mjs';
import { metadata, milliseconds, stamp } from './response.mjs';
import { shortened, withoutFrames } from './stack.mjs';

/**
 * Performs one call, and logs it if the client has a log.
 *
 * @param {object} instance the client
 * @param {{ name: string, check: Function, start: Function }} operation
 * @param {unknown} request the first argument of the method, unchecked
 * @param {unknown} options the second, unchecked
 * @returns {Promise<unknown>} the parsed response
 */
export function perform(instance, operation, request, options) {
  const client = loggingClient(instance);
  return client
    ? loggedCall(client, makeCall, instance, operation, request, options)
    : makeCall(instance, operation, request, options);
}

function loggingClient(instance) {
  try {
    const client = instance?.[internals];
    return client?.log && client;
  } catch {
    // `makeCall` rejects with the error.
    return undefined;
  }
}

/**
 * Makes one call, from its arguments to its result. Only this function is asynchronous. Each
 * further one would cost every call a promise and three turns of the microtask queue.
 *
 * The parameters are those of {@link perform}.
 */
async function makeCall(instance, operation, request, options) {
  const client = instance?.[internals];
  let parameters;
  let settings;
  try {
    if (!client) throw notAClient();
    parameters = operation.check(request);
    settings = callOptions(options);
    if (client.isClientKey && operation.needsServerKey) throw serverKeyNeeded();
  } catch (error) {
    throw shortened(error, perform, makeCall);
  }
  const { signal, timeout, maxRetries } = settings;
  if (signal?.aborted) throw reasonOf(signal);

  const { native } = client;
  const call = client.nextCall();
  const observer = observe(client, operation.name);
  let aborted = false;
  const forget = signal && onAbort(signal, abort);
  try {
    const answer = await operation.start(
      native,
      parameters,
      call,
      timeout ?? client.timeout,
      maxRetries ?? client.maxRetries,
      observer?.onEvent,
    );
    // A response that arrives at the moment of the abort is dropped.
    if (!aborted) return resultOf(answer, native, parameters);
  } catch (failure) {
    if (!aborted) throw explained(errorFrom(failure), native);
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

/** Adds the likely reason of a 404: a base URL without the version. */
function explained(error, native) {
  if (error.statusCode === 404 && !/\/v1\/?$/.test(native.baseUrl)) {
    error.message += ' The base URL does not end with /v1, as that of the service does.';
  }
  return error;
}

/** Older polyfills have no `reason`. A rejection with `undefined` would not help the caller. */
export function reasonOf(signal) {
  return signal.reason === undefined
    ? new DOMException('This operation was aborted', 'AbortError')
    : signal.reason;
}

/**
 * The result of a call. The native build gives the text of a response, with its metadata behind the
 * body. The fetch build has parsed it.
 */
function resultOf(answer, native, parameters) {
  if (typeof answer !== 'string') return stamp(answer.value, answer.response);
  const end = endOfBody(answer);
  const result = read(answer.slice(0, end));
  return stamp(result, new NativeResponse(answer, end, native, parameters));
}

/** Parses text from native code, which has checked that it is JSON. */
function read(text) {
  try {
    return parse(text);
  } catch {
    // Not the error of JSON.parse: it quotes the text, which may contain a proof.
    throw new Error(
      'The JSON of native code could not be parsed. JSON.parse may have been replaced.',
    );
  }
}

/**
 * Converts what native code throws or rejects with. By design, that is the JSON text of an error.
 */
export function errorFrom(failure) {
  if (typeof failure !== 'string') return internal(failure);
  try {
    const { causes = [], elapsedUs, headers, ...init } = { __proto__: null, ...read(failure) };
    if (typeof own(init, 'code') !== 'string')
      throw new Error('The error of native code has no code.');
    // Without a response, there are no headers.
    const durationMs = milliseconds(elapsedUs);
    const response = headers && metadata({ ...init, status: init.statusCode, headers, durationMs });
    const error = new BaxVerifyError({
      ...init,
      headers: response?.headers,
      cause: chain(causes),
    });
    return response ? stamp(error, { described: response }) : error;
  } catch (reason) {
    return internal(reason);
  }
}

function internal(cause) {
  return new BaxVerifyError({
    code: 'BAXVERIFY_INTERNAL_ERROR',
    message: 'The call ended because of a bug in @baxcloud/baxverify. Please report it.',
    outcome: 'unknown',
    retryable: false,
    attempts: 0,
    cause,
  });
}

/** Builds a chain of errors from messages, the outermost first. */
function chain(sentences) {
  return sentences.reduceRight(
    (cause, message) => withoutFrames(message, cause && { cause }),
    undefined,
  );
}
