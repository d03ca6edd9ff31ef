import { ROWS } from '../rows.mjs';

/** A proof that nobody issued. */
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJub2JvZHkifQ.bm9ib2R5';
const NEWEST = 20;
/** What a message in the log may have failed with, and only a person can fix. */
const DELIVERY = [
  'BAXVERIFY_SENDER_NOT_CONFIGURED',
  'BAXVERIFY_INSUFFICIENT_CREDITS',
  'BAXVERIFY_VERIFY_FEE_CREDITS',
  'BAXVERIFY_SMS_SEND_FAILED',
];

/**
 * @typedef {object} Context
 * @property {string} source
 * @property {URL} url
 * @property {string} [variable] that of the proxy
 * @property {{ isHtml: boolean }} [response] the response to the request without the key
 */

/**
 * Makes a call that reads only.
 *
 * @param {string} name
 * @param {() => Promise<unknown>} call
 * @param {Context} context
 * @returns {Promise<{ value: unknown } | undefined>}
 */
export async function checkCall(report, name, call, context) {
  try {
    return { value: await call() };
  } catch (error) {
    report.problem(name, rowOf(error, context), valuesOf(report, error, context));
    return undefined;
  }
}

/** The service calls this proof invalid, if it can validate proofs. */
export async function checkProofs(report, validate, context) {
  try {
    const result = await validate({ token: TOKEN, consume: false });
    if (result?.valid === false) report.ok('proofs', 'The service can validate proofs.');
    else {
      const id = result?.valid === true ? 'PROOF_ACCEPTED' : 'BAXVERIFY_INVALID_RESPONSE';
      report.problem('proofs', id, context);
    }
  } catch (error) {
    if (error?.code === 'BAXVERIFY_TOKEN_INVALID') {
      report.ok('proofs', 'The service can validate proofs. It refuses one that nobody issued.');
    } else report.problem('proofs', rowOf(error, context), valuesOf(report, error, context));
  }
}

/** Sender and credits show only in what happened to earlier messages. */
export function checkMessages(report, entries) {
  const codes = entries.slice(0, NEWEST).map((entry) => entry?.errorCode);
  const failed = codes.filter((code) => DELIVERY.includes(code));
  if (failed.length > 0) {
    const more = ` That is how ${failed.length} of the newest ${codes.length} messages failed.`;
    report.warn('messages', failed[0], { more });
  } else if (codes.length === 0) {
    report.skip('messages', 'The log is empty. Sender and credits show when you send an SMS.');
  } else {
    report.ok(
      'messages',
      `None of the newest ${codes.length} failed for its sender or for credits.`,
    );
  }
}

export const LOG_QUERY = { limit: NEWEST };

/** The row of an error of the SDK. */
export function rowOf(error, { url, response }) {
  const code = String(error?.code);
  const { statusCode = 0 } = error ?? {};
  if (code === 'BAXVERIFY_INVALID_RESPONSE' && response?.isHtml) return 'HTML_PAGE';
  if (code === 'BAXVERIFY_HTTP_ERROR') {
    if (statusCode === 407) return 'PROXY_CREDENTIALS';
    if (statusCode === 429) return 'BAXVERIFY_RATE_LIMIT';
    if (statusCode === 401 && !response?.isHtml) return 'KEY_REFUSED';
    if (statusCode === 404 && !/\/v1\/?$/.test(url.pathname)) return 'BASE_URL_WITHOUT_V1';
    if (statusCode >= 300 && statusCode < 400) return 'REDIRECT';
    if (statusCode >= 500) return statusCode === 511 ? 'HTML_PAGE' : 'SERVICE_UNAVAILABLE';
    return response?.isHtml ? 'HTML_PAGE' : code;
  }
  if (Object.hasOwn(ROWS, code) && code.startsWith('BAXVERIFY_')) return code;
  if (!/^[A-Z][A-Z0-9_]+$/.test(code)) return 'BAXVERIFY_INTERNAL_ERROR';
  return statusCode === 401 ? 'KEY_REFUSED' : 'UNKNOWN_CODE';
}

function valuesOf(report, error, { source, variable = 'HTTPS_PROXY' }) {
  const { code, statusCode, details, cause } = error ?? {};
  return {
    source,
    variable,
    code: report.shown(code),
    status: statusCode,
    field: report.shown(details?.field),
    expected: report.shown(details?.expected),
    reason: report.shown(cause?.message ?? 'no reason'),
    more: `${pageOf(report, error)}${requestIdOf(report, error)}`,
  };
}

/** The page in the dashboard, if the service names one. */
function pageOf(report, { helpUrl } = {}) {
  const isPage =
    typeof helpUrl === 'string' && /^https:\/\/[\w.-]+\/[\x21-\x7e]{0,100}$/.test(helpUrl);
  return isPage ? ` See ${report.shown(helpUrl)}` : '';
}

function requestIdOf(report, { requestId } = {}) {
  const isId = typeof requestId === 'string' && /^[\w.:-]{1,100}$/.test(requestId);
  return isId ? ` Request id: ${report.shown(requestId)}` : '';
}
