const PACKAGE = '@baxcloud/baxverify-login';
const given = new Set();

/**
 * A warning to the owner of the app. It holds nothing of a request, so the log has nothing that a
 * stranger wrote.
 *
 * @param {'CALLBACK' | 'STORE' | 'ADDRESS' | 'PROXY' | 'REQUEST'} kind the end of its code
 */
function warn(kind, message) {
  process.emitWarning(`${PACKAGE}: ${message}`, {
    type: 'BaxVerifyLoginWarning',
    code: `BAXVERIFY_LOGIN_${kind}`,
  });
}

/** Each message once in a process. */
function warnOnce(kind, message) {
  if (given.has(message)) return;
  given.add(message);
  warn(kind, message);
}

module.exports = { warn, warnOnce };
