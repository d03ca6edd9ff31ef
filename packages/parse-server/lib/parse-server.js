// The running Parse Server: where it lies, its class of errors, and its log.

const { dirname, join, sep } = require('node:path');

let known;

/** Its `Parse.Error`; undefined where there is no Parse Server, as in a unit test. */
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

module.exports = { errorClass, loggerOfParseServer };
