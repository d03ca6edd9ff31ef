const { dirname, join, sep } = require('node:path');
const { BaxVerifyError } = require('@baxcloud/baxverify');
const { FAILURES } = require('./failures.js');

/**
 * Ends a validation: logs what happened and throws what the client may know of it, as an error of Parse
 * Server's own class. Any other error, even of another copy of that class, would reach clients as a fault of
 * Cloud Code, with its message.
 *
 * @param {keyof typeof FAILURES} kind
 * @param {{ request?: object, error?: Error, reason?: string }} about
 */
function reject(kind, { request, error, reason }) {
  const { code, codeInUpdate, level, message } = FAILURES[kind];
  log(level, `BaxVerify: ${reason ?? (isOurs(error) ? error.message : message)}`, error, request);
  const isUpdate = request?.user && !request.master && request.isChallenge !== true;
  throw parseError(isUpdate && codeInUpdate ? codeInUpdate : code, message);
}

/** Writes to the log of Parse Server; to the console where there is none, as in a unit test. */
function log(level, text, error, request) {
  const logger = request?.log ?? loggerOfParseServer() ?? console;
  // Under a name of its own: a logger may take a `message` among the fields for the text.
  const write = typeof logger[level] === 'function' ? level : 'error';
  if (error) logger[write](text, { baxverify: describe(error) });
  else logger[write](text);
}

/** The SDK's errors hold no secret. The message of any other may hold a phone number or a token. */
function describe(error) {
  if (isOurs(error)) return error.toJSON();
  const frames = String(error.stack).match(/^ +at .+$/gm) ?? [];
  return { name: error.name, frames: frames.map((frame) => frame.trim()) };
}

function isOurs(error) {
  return error instanceof BaxVerifyError;
}

function parseError(code, message) {
  const ParseError = errorClass();
  if (ParseError) return new ParseError(ParseError[code], message);
  return new Error(message);
}

let known;

function errorClass() {
  if (known) return known;
  const home = folderOfParseServer();
  try {
    known = home && require(require.resolve('parse/node', { paths: [home] })).Error;
  } catch {
    // Not resolvable from there: the global one is next.
  }
  known ??= globalThis.Parse?.Error;
  return known;
}

const MARK = join(sep, 'parse-server', 'lib', 'ParseServer.js');

/**
 * Where the running Parse Server lies: the one that is loaded, if there is exactly one, else the one that this
 * package resolves to. The second alone would fail where packages are linked, and would find the wrong
 * copy where several versions are installed.
 */
function folderOfParseServer() {
  const loaded = Object.keys(require.cache).filter((file) => file.endsWith(MARK));
  if (loaded.length === 1) return dirname(loaded[0]);
  for (const paths of [[__dirname], [process.cwd()]]) {
    try {
      return dirname(require.resolve('parse-server', { paths }));
    } catch {
      // Next.
    }
  }
  return loaded[0] && dirname(loaded[0]);
}

/** Only if it is loaded: loading it makes a folder for logs. */
function loggerOfParseServer() {
  const home = folderOfParseServer();
  return home && require.cache[join(home, 'logger.js')]?.exports.getLogger?.();
}

module.exports = { log, reject };
