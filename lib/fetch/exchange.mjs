import { ByteBuffer } from '../byte-buffer.mjs';
import { bodyTooLarge, httpStatus } from './failures.mjs';
import { networkFailure } from './network.mjs';
import { isWorkerd } from './platform.mjs';
import { retryAfter } from './retry.mjs';
import { LIMITS } from './tables.mjs';

/**
 * Sends one request and reads its whole response, up to the limit.
 *
 * @param {{ url: string, method: string, headers: object, body?: string }} request
 * @param {AbortSignal} signal
 * @param {import('./failures.mjs').Context} context
 * @returns {Promise<{ status: number, retryAfterMs?: number, body: Uint8Array, headers: Headers } |
 *   { failure: object, headers?: Headers }>}
 */
export async function exchange({ url, method, headers, body }, signal, context) {
  let response;
  try {
    // Without a prototype, because `fetch` also reads inherited properties. A redirect would send
    // the key to another host.
    const init = { __proto__: null, method, headers, body, signal, redirect: 'manual' };
    // Some frameworks keep the responses to GET requests. Some versions of workerd throw an error.
    if (!isWorkerd) init.cache = 'no-store';
    response = await fetch(url, init);
  } catch (error) {
    return { failure: networkFailure(error, context) };
  }
  const { status, headers: received } = response;
  const retryAfterMs = retryAfter(response.headers);
  const waits = retryAfterMs !== undefined && { retryAfterMs };
  try {
    const bytes = await read(response);
    if (bytes) return { status, ...waits, body: bytes, headers: received };
  } catch (error) {
    // The status of a failure says more than the reason why its body is missing.
    if (status >= 200 && status < 300) {
      return { failure: networkFailure(error, context, status), headers: received };
    }
    return { failure: unread(status, waits, context), headers: received };
  }
  if (status >= 200 && status < 300) {
    return { failure: bodyTooLarge(status, context), headers: received };
  }
  return { failure: unread(status, waits, context), headers: received };
}

function unread(status, waits, context) {
  const causes = ['the body of the response could not be read'];
  return { ...httpStatus(status, context), ...waits, causes };
}

/** The bytes of the body. Undefined if it is larger than the limit; the rest is then not read. */
async function read({ body, headers }) {
  if (!body) return new Uint8Array();
  const announced = headers.get('content-length');
  if (announced !== null && /^\d+$/.test(announced) && Number(announced) > LIMITS.body) {
    discard(body);
    return undefined;
  }
  const reader = body.getReader();
  const buffer = new ByteBuffer(LIMITS.body);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return buffer.bytes();
    if (buffer.length + value.length > LIMITS.body) {
      discard(reader);
      return undefined;
    }
    buffer.add(value);
  }
}

/** Closes the connection. Nobody waits for it, and a failure of it changes nothing. */
function discard(stream) {
  stream.cancel().catch(() => {});
}
