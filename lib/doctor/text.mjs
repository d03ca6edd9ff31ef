/** The most characters of a value from outside that are printed. */
const LONGEST = 120;

/** A value from outside as one short line of ASCII, which no terminal interprets. */
export function plain(value, longest = LONGEST) {
  const text = String(value)
    .slice(0, longest + 1)
    .replace(/[^\x20-\x7e]/g, '?');
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** The text without its percent-encoding (RFC 3986). Sequences that are not UTF-8 stay garbled. */
export function decoded(text) {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
  );
}

/** The user name and the password in a URL, which may be malformed. */
export function userinfoOf(text) {
  const at = text.lastIndexOf('@');
  if (at < 0) return [];
  const start = text.indexOf('://');
  const userinfo = text.slice(start < 0 ? 0 : start + 3, at);
  const colon = userinfo.indexOf(':');
  return colon < 0
    ? [userinfo]
    : [userinfo, userinfo.slice(0, colon), userinfo.slice(colon + 1), decoded(userinfo)];
}
