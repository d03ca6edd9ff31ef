import { checkAllowed, isLoopback } from './allowed-hosts.mjs';
import { parseBaseUrl } from './base-url.mjs';
import { Call } from './call.mjs';
import { invalidArgument } from './failures.mjs';
import { maskPhone } from './redact/mask.mjs';
import { Secrets } from './redact/secrets.mjs';
import { DEFAULT_BASE_URL, HEADER_TOKEN, LIMITS, PROJECT_HEADER, ROUTES } from './tables.mjs';
import { wellFormed } from './text.mjs';
import { VERSION } from './version.mjs';

/** Which build this is. A binary does not have this export. */
export const build = 'fetch';

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * What `lib/client.mjs` uses instead of native code, with the same methods. The rest of `lib/` is
 * the same in both builds.
 */
export class BaxCloudVerifyClient {
  #key;
  #base;
  #headers;
  #calls = new Map();

  /** Throws the JSON of a failure, like native code. */
  constructor({ projectId, apiKey, baseUrl, allowedHosts, platform }) {
    for (const [field, value] of Object.entries({ projectId, apiKey, baseUrl })) {
      if (value?.length > LIMITS[field]) {
        refuse(field, `a non-empty string of at most ${LIMITS[field]} characters`);
      }
    }
    this.#base = parseBaseUrl(baseUrl ?? DEFAULT_BASE_URL);
    if (this.#base.expected) refuse('baseUrl', this.#base.expected);
    const refused = checkAllowed(this.#base.host, allowedHosts);
    if (refused) throw JSON.stringify(refused);
    for (const [field, value] of Object.entries({ projectId, apiKey })) {
      if (!VISIBLE_ASCII.test(value)) refuse(field, HEADER_TOKEN);
    }
    this.#key = apiKey;
    this.#headers = {
      __proto__: null,
      authorization: `Bearer ${apiKey}`,
      [PROJECT_HEADER]: projectId,
      'content-type': 'application/json',
      accept: 'application/json',
      // A compressed body would be larger than it seems.
      'accept-encoding': 'identity',
      'user-agent': `baxverify-node/${VERSION} (${platform})`,
    };
  }

  get baseUrl() {
    return this.#base.url;
  }

  get isLoopback() {
    return isLoopback(this.#base.host);
  }

  sendOtp(phone, purpose, call, timeout, maxRetries, listener) {
    const body = { phone, purpose };
    return this.#start('sendOtp', { body, phone }, call, { timeout, maxRetries }, listener);
  }

  verifyOtp(phone, code, call, timeout, maxRetries, listener) {
    const body = { phone, code };
    return this.#start('verifyOtp', { body, phone, code }, call, { timeout, maxRetries }, listener);
  }

  validateVerificationToken(token, consume, call, timeout, maxRetries, listener) {
    const parameters = { body: { token, consume }, token };
    const limits = { timeout, maxRetries };
    return this.#start('validateVerificationToken', parameters, call, limits, listener);
  }

  getStats(days, call, timeout, maxRetries, listener) {
    return this.#start('getStats', { query: { days } }, call, { timeout, maxRetries }, listener);
  }

  listLogs(phone, status, page, limit, call, timeout, maxRetries, listener) {
    const parameters = { query: { phone, status, page, limit }, phone };
    return this.#start('listLogs', parameters, call, { timeout, maxRetries }, listener);
  }

  cancel(call) {
    this.#calls.get(call)?.cancel();
  }

  #start(name, { body, query, phone, code, token }, number, limits, listener) {
    const { method, path: route } = ROUTES[name];
    const path = this.#base.path + route;
    const request = {
      url: this.#base.url + route + queryOf(query),
      method,
      headers: this.#headers,
      body: body && JSON.stringify(defined(body)),
    };
    const context = { path, host: this.#base.host, idempotent: method === 'GET' };
    let secrets;
    const secretsOfCall = () => {
      secrets ??= new Secrets({ key: this.#key, phone, code, token });
      return secrets;
    };
    const masked = listener && phone !== undefined ? maskPhone(phone) : undefined;
    const observe = (event) => {
      const phone = event.type === 'request' ? masked : undefined;
      listener?.(JSON.stringify({ method, path, ...event, phone }));
    };
    const call = new Call(request, context, secretsOfCall, limits, observe);
    this.#calls.set(number, call);
    call.onEnd = () => this.#calls.delete(number);
    return call.run();
  }
}

function refuse(field, expected) {
  throw JSON.stringify(invalidArgument(field, expected));
}

/** The properties that have a value, in order. Half characters become U+FFFD, as in UTF-8. */
function defined(object) {
  const result = { __proto__: null };
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    result[name] = typeof value === 'string' ? wellFormed(value) : value;
  }
  return result;
}

function queryOf(query = {}) {
  const text = new URLSearchParams(defined(query)).toString();
  return text && `?${text}`;
}
