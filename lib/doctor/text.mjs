/** The most characters of a value from outside that are printed. */
const LONGEST = 120;
/** Shorter secrets would also match normal words. */
const SHORTEST_SECRET = 5;
const MOST_SECRETS = 100;
const MASK = '***';

/** Hides the secrets of the environment in texts. */
export class Masker {
  #secrets = [];

  /** @param {(string | undefined)[]} secrets */
  constructor(secrets) {
    const parts = new Set();
    for (const secret of secrets) {
      for (const part of partsOf(secret ?? '')) {
        if (parts.size < MOST_SECRETS) parts.add(part);
      }
    }
    this.#secrets = [...parts].sort((a, b) => b.length - a.length);
  }

  /** @param {string} text a text of the doctor, of limited length */
  mask(text) {
    let masked = text;
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, MASK);
    return masked;
  }
}

/** The forms of a secret: as it is, without what people copy with it, decoded, and as base64. */
function partsOf(secret) {
  const words = secret.split(/[\s"'`]+/, 50);
  const forms = [secret, ...words, decoded(secret)];
  return forms
    .flatMap((form) => [form, Buffer.from(form).toString('base64').replace(/=+$/, '')])
    .filter((form) => form.length >= SHORTEST_SECRET);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A value from outside as one short line of ASCII, which no terminal interprets. */
export function plain(value, longest = LONGEST) {
  const text = String(value)
    .slice(0, longest + 1)
    .replace(/[^\x20-\x7e]/g, '?');
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
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
