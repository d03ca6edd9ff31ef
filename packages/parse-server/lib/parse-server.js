// Finds the running Parse Server: its folder, its error class, and its log.

const { dirname, join, sep } = require('node:path');

let known;

/** Its `Parse.Error`, or undefined if there is no Parse Server, as in a unit test. */
function errorClass() {
  if (known) return known;
  const home = folderOfParseServer();
  try {
    known = home && require(require.resolve('parse/node', { paths: [home] })).Error;
  } catch {
    // Not resolvable from there. Try the global one.
  }
  known ??= globalThis.Parse?.Error;
  return known;
}

const MARK = join(sep, 'parse-server', 'lib', 'ParseServer.js');

/**
 * The folder of the running Parse Server. If exactly one is loaded, it is that one, otherwise the
 * one that this package resolves to. Resolving is not enough: it fails if packages are linked, and
 * finds the wrong copy if several versions are installed.
 */
function folderOfParseServer() {
  const loaded = Object.keys(require.cache).filter((file) => file.endsWith(MARK));
  if (loaded.length === 1) return dirname(loaded[0]);
  for (const paths of [[__dirname], [process.cwd()]]) {
    try {
      return dirname(require.resolve('parse-server', { paths }));
    } catch {
      // Try the next one.
    }
  }
  return loaded[0] && dirname(loaded[0]);
}

/** Only a loaded logger, because loading it creates a folder for logs. */
function loggerOfParseServer() {
  const home = folderOfParseServer();
  return home && require.cache[join(home, 'logger.js')]?.exports.getLogger?.();
}

module.exports = { errorClass, loggerOfParseServer };
