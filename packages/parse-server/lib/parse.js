const { BaxVerifyError } = require('@baxcloud/baxverify');
const { FAILURES } = require('./failures.js');
const { masker, maskValue } = require('./mask.js');
const { errorClass, loggerOfParseServer } = require('./parse-server.js');

/**
 * Ends a validation: logs the failure, and throws the part that the client may see. The error has
 * Parse Server's own class. Any other error, even of another copy of that class, would reach
 * clients as an error of Cloud Code, with its message.
 *
 * @param {keyof typeof FAILURES} kind
 * @param {{ request?: object, error?: unknown, reason?: string, secrets?: unknown[] }} about
 * `secrets` are masked in the log
 */
function reject(kind, { request, error, reason, secrets = [] }) {
  const { code, codeInUpdate, level, message } = FAILURES[kind];
  const said = messageOf(error);
  const text = reason ?? (said === undefined ? message : masker(secrets)(said));
  log(level, `BaxVerify: ${text}`, { request, error, secrets });
  const isUpdate = request?.user && !request.master && request.isChallenge !== true;
  throw parseError(isUpdate && codeInUpdate ? codeInUpdate : code, message);
}

/** Writes to the log of Parse Server, or to the console if there is none, as in a unit test. */
function log(level, text, { request, error, secrets = [] } = {}) {
  // A failure of the log must not change the response.
  try {
    const logger = request?.log ?? loggerOfParseServer() ?? console;
    const write = typeof logger[level] === 'function' ? level : 'error';
    // In a separate field, because a logger may use a `message` field as its text.
    if (error === undefined) logger[write](text);
    else logger[write](text, { baxverify: maskValue(describe(error), masker(secrets)) });
  } catch {
    // There is nowhere to report it.
  }
}

/**
 * The SDK redacts its own errors. The message of any other error may contain secrets, so it is left
 * out.
 */
function describe(error) {
  try {
    if (isOurs(error)) return error.toJSON();
    const frames = String(error.stack).match(/^ +at .+$/gm) ?? [];
    return { name: String(error.name), frames: frames.slice(0, 20).map((frame) => frame.trim()) };
  } catch {
    return { name: 'an error that cannot be read' };
  }
}

function messageOf(error) {
  try {
    return isOurs(error) ? String(error.message) : undefined;
  } catch {
    return undefined;
  }
}

function isOurs(error) {
  return error instanceof BaxVerifyError;
}

/** The errors that this package has thrown for clients. */
const thrown = new WeakSet();

function parseError(code, message) {
  const ParseError = errorClass();
  const error = ParseError ? new ParseError(ParseError[code], message) : new Error(message);
  thrown.add(error);
  return error;
}

const isThrown = (error) => typeof error === 'object' && error !== null && thrown.has(error);

/**
 * Converts a `Parse.Error` of the app to Parse Server's class, because the app may have its own
 * copy of the Parse SDK. Returns undefined for any other error.
 */
function parseErrorOfApp(error) {
  try {
    const ParseError = errorClass();
    const isOne = error instanceof ParseError || error?.constructor?.name === 'ParseError';
    const { code, message } = error;
    if (!isOne || !Number.isInteger(code) || typeof message !== 'string') return undefined;
    const answer = new ParseError(code, message);
    thrown.add(answer);
    return answer;
  } catch {
    return undefined;
  }
}

module.exports = { isThrown, log, parseErrorOfApp, reject };
