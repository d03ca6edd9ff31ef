// What may be written down of an error of the service, which may quote the phone.

const MASK = '[redacted]';

/** Fewer digits than this are no phone: years, counts and HTTP statuses stay readable. */
const DIGITS = 7;

/** Up to 8 characters between two digits, a percent escape counting as one. The alternatives exclude each other: no backtracking. */
const GAP = '(?:[^0-9%]|%[0-9a-f]{2}|%(?![0-9a-f]{2})){0,8}';

/** A phone or an id shorter than this would garble the text, and tells nobody. */
const SHORTEST = 4;

/** A code or a key of the service. It is no phone, and a client that sends one as a token must not hide it from the log. */
const NAME = /^[A-Za-z_]{1,64}$/;

/** A function that masks the given texts, and their digits however these are grouped, in a string. */
function masker(secrets) {
  const known = secrets.filter((secret) => typeof secret === 'string' && secret.length >= SHORTEST);
  const patterns = known.map(patternOf).filter(Boolean);
  return (text) => {
    if (NAME.test(text)) return text;
    const literal = known.reduce((kept, secret) => kept.replaceAll(secret, MASK), text);
    return patterns.reduce((kept, pattern) => kept.replace(pattern, MASK), literal);
  };
}

/** Finds the last digits of a phone, with as many before them as are there: `0664 …` leaves the country code out. */
function patternOf(phone) {
  const digits = /^\+?[0-9]{7,32}$/.test(phone) && phone.replace('+', '');
  if (!digits) return undefined;
  const before = [...digits.slice(0, -DIGITS)];
  const head = before.reduce((inner, digit) => `(?:${inner}${digit}${GAP})?`, '');
  return new RegExp(head + [...digits.slice(-DIGITS)].join(GAP), 'gi');
}

/** A copy of a JSON value with every string, key and number masked. */
function maskValue(value, mask, depth = 8) {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'number') {
    const text = String(value);
    const masked = mask(text);
    return masked === text ? value : masked;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return MASK;
  if (Array.isArray(value)) return value.map((entry) => maskValue(entry, mask, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [mask(key), maskValue(entry, mask, depth - 1)]),
  );
}

module.exports = { masker, maskValue };
