// Masks phone numbers in errors of the service before they are logged.

const MASK = '[redacted]';

/** The fewest digits of a phone number. Years, counts and HTTP statuses stay readable. */
const DIGITS = 7;

/**
 * Up to 8 characters between two digits. A percent escape counts as one. The alternatives are
 * disjoint, so the pattern does not backtrack.
 */
const GAP = '(?:[^0-9%]|%[0-9a-f]{2}|%(?![0-9a-f]{2})){0,8}';

/**
 * Shorter phone numbers and ids are not masked. They identify nobody, and masking would garble the
 * text.
 */
const SHORTEST = 4;

/**
 * An error code or a field name of the service. It is never masked, even if a client sends it as a
 * token.
 */
const NAME = /^[A-Za-z_]{1,64}$/;

/** Returns a function that masks the given texts in a string, and their digits in any grouping. */
function masker(secrets) {
  const known = secrets.filter((secret) => typeof secret === 'string' && secret.length >= SHORTEST);
  const patterns = known.map(patternOf).filter(Boolean);
  return (text) => {
    if (NAME.test(text)) return text;
    const literal = known.reduce((kept, secret) => kept.replaceAll(secret, MASK), text);
    return patterns.reduce((kept, pattern) => kept.replace(pattern, MASK), literal);
  };
}

/**
 * Matches the last digits of a phone number and any of its digits before them. `0664 …` omits the
 * country code.
 */
function patternOf(phone) {
  const digits = /^\+?[0-9]{7,32}$/.test(phone) && phone.replace('+', '');
  if (!digits) return undefined;
  const before = [...digits.slice(0, -DIGITS)];
  const head = before.reduce((inner, digit) => `(?:${inner}${digit}${GAP})?`, '');
  return new RegExp(head + [...digits.slice(-DIGITS)].join(GAP), 'gi');
}

/** Copies a JSON value and masks every string, key and number. */
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
