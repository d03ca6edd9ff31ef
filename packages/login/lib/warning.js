const PACKAGE = '@baxcloud/baxverify-login';
const given = new Set();

/**
 * A warning to the owner of the app. It holds nothing of a request, so the log has nothing that a
 * stranger wrote.
 *
 * @param {string} code documented under "Warnings"
 */
function warn(code, message) {
  process.emitWarning(`${PACKAGE}: ${message}`, {
    type: 'BaxVerifyLoginWarning',
    code,
  });
}

/** Each message once in a process. It must be a constant, because all of them are kept. */
function warnOnce(code, message) {
  if (given.has(message)) return;
  given.add(message);
  warn(code, message);
}

module.exports = { warn, warnOnce };
