import { own } from '../own.mjs';
import { metadata } from '../response.mjs';
import { LIMITS, PRIVATE_HEADERS, REQUEST_ID_HEADERS } from './tables.mjs';

/** Headers and request ids of responses, redacted. The rules are those of crates/client. */

const PRINTABLE = /^[ -~]*$/;
const ID = /^[\w.:/+=@~-]+$/;
/** Of W3C Trace Context. An id of zeros means none. */
const TRACE_PARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})(?:-|$)/;
/** Longer fields are neither phone numbers nor proofs. */
const LONGEST_SECRET = 64 * 1024;

/** The metadata of a response. It is read and redacted only when somebody asks for it. */
export class FetchResponse {
  #facts;
  #headers;
  #secrets;

  /**
   * @param {{ status: number, attempts: number, durationMs: number, repeated?: string }} facts
   * @param {Headers} headers
   * @param {() => import('./redact/secrets.mjs').Secrets} secrets
   */
  constructor(facts, headers, secrets) {
    this.#facts = facts;
    this.#headers = headers;
    this.#secrets = secrets;
    this.described = undefined;
  }

  /** @param {object} result as that of {@link describe} */
  facts(result) {
    return { ...this.#facts, requestId: this.#requestId(result) };
  }

  /** @param {object} result it may hold secrets that the request did not hold */
  describe(result) {
    const described = describe(this.#headers, textOf(result, 'requestId'), this.#all(result));
    return metadata({ ...this.#facts, ...described });
  }

  #requestId(result) {
    const lines = linesOf(this.#headers);
    return findRequestId(lines, textOf(result, 'requestId'), () => this.#all(result));
  }

  #all(result) {
    const secrets = this.#secrets();
    secrets.add({ phone: textOf(result, 'phone'), token: textOf(result, 'accessToken') });
    return secrets;
  }
}

function textOf(object, name) {
  const value = own(object, name);
  return typeof value === 'string' && value.length <= LONGEST_SECRET ? value : undefined;
}

/**
 * @param {Headers} headers
 * @param {string | undefined} inBody the id in the body
 * @param {import('./redact/secrets.mjs').Secrets} secrets
 * @returns {{ requestId?: string, headers: Record<string, string> }}
 */
export function describe(headers, inBody, secrets) {
  const lines = linesOf(headers);
  const requestId = findRequestId(lines, inBody, () => secrets);
  const clean = { __proto__: null };
  for (const [name, value] of lines) {
    if (secrets.scrub(name) === name) clean[name] = secrets.scrub(value);
  }
  return { ...(requestId !== undefined && { requestId }), headers: clean };
}

/** The headers that may be shown, before redaction. Names are in lower case. */
function linesOf(headers) {
  const lines = new Map();
  let count = 0;
  let bytes = 0;
  for (const [name, value] of headers) {
    count += 1;
    bytes += name.length + Math.min(value.length, LIMITS.headerValue + 1);
    if (count > LIMITS.headers || bytes > LIMITS.headerBytes) break;
    if (name.length > LIMITS.headerName || PRIVATE_HEADERS.some((part) => name.includes(part))) {
      continue;
    }
    if (value.length <= LIMITS.headerValue && PRINTABLE.test(value)) lines.set(name, value);
  }
  return lines;
}

/** The first usable id: that of the body, then those of the headers. */
function findRequestId(lines, inBody, secrets) {
  const ids = REQUEST_ID_HEADERS.map((name) => {
    const value = lines.get(name);
    return name === 'traceparent' ? TRACE_PARENT.exec(value)?.[1] : value;
  });
  return [inBody, ...ids].find(
    (id) =>
      typeof id === 'string' &&
      id.length <= LIMITS.requestId &&
      ID.test(id) &&
      // A text that holds a secret is not an id.
      secrets().scrub(id) === id,
  );
}
