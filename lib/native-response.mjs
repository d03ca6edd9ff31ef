import { parse, stringify } from './json.mjs';
import { own } from './own.mjs';
import { metadata, milliseconds } from './response.mjs';

/** UTF-16 units. A longer text is not kept in memory for its metadata. */
const LARGE = 32 * 1024;
/** The fields of a result that matter for its metadata. */
const FIELDS = ['requestId', 'phone', 'accessToken'];
/** Longer fields are neither phone numbers nor proofs. */
const LONGEST_SECRET = 64 * 1024;

/**
 * Where the metadata begins in the text of a response. Its length is in the last two characters.
 *
 * @param {string} text
 */
export function endOfBody(text) {
  const { length } = text;
  return length - text.charCodeAt(length - 2) - 128 * text.charCodeAt(length - 1);
}

/**
 * The metadata of a response of the native build. Native code has written it behind the body, see
 * `Success` in crates/client. It is read and redacted only when somebody asks for it.
 */
export class NativeResponse {
  /**
   * @param {string} text
   * @param {number} start where the metadata begins
   * @param {object} native the native client
   * @param {{ phone?: string, code?: string, token?: string }} sent the parameters of the call
   */
  constructor(text, start, native, sent) {
    const isLarge = text.length > LARGE;
    // A part of a string keeps the whole string in memory. A joined one is a copy.
    this.text = isLarge ? text.slice(start).split('\n').join('\n') : text;
    this.start = isLarge ? 0 : start;
    this.native = native;
    this.sent = sent;
    this.described = undefined;
  }

  /** What is known without redaction. */
  facts() {
    const { text, start } = this;
    // Each line of a log needs them. `split` would take several times as long.
    const attempts = text.indexOf(' ', start) + 1;
    const micros = text.indexOf(' ', attempts) + 1;
    const requestId = text.indexOf(' ', micros) + 1;
    const repeated = text.indexOf(' ', requestId) + 1;
    return {
      status: Number(text.slice(start, attempts - 1)),
      attempts: Number(text.slice(attempts, micros - 1)),
      micros: Number(text.slice(micros, requestId - 1)),
      requestId: wordOf(text.slice(requestId, repeated - 1)),
      repeated: wordOf(text.slice(repeated, text.indexOf('\n', repeated))),
    };
  }

  /** @param {object} result it may hold secrets that the request did not hold */
  describe(result) {
    const text = this.text.slice(this.start, -2);
    const fields = { __proto__: null };
    for (const name of FIELDS) fields[name] = textOf(result, name);
    const sent = stringify(this.sent);
    const described = parse(this.native.describe(text, sent, stringify(fields)));
    const { requestId, headers } = { __proto__: null, ...described };
    const { status, attempts, micros } = this.facts();
    const durationMs = milliseconds(micros);
    const value = metadata({ status, attempts, durationMs, requestId, headers });
    this.sent = undefined;
    this.text = undefined;
    return value;
  }
}

/** `-` stands for none. */
function wordOf(text) {
  return text === '-' ? undefined : text;
}

function textOf(object, name) {
  const value = own(object, name);
  return typeof value === 'string' && value.length <= LONGEST_SECRET ? value : undefined;
}
