/**
 * A date with a time in ISO 8601, as streams fold it. It has no part of unlimited length, so that a
 * match takes constant time. If more digits follow, it is something else.
 */
const TIMESTAMP =
  /\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[t ](?:[01]\d|2[0-4]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d{1,9})?)?(?:[+-](?:[01]\d|2[0-4])(?::?[0-5]\d)?)?/y;

/** The positions of all timestamps of a stream, from left to right. */
export function timestamps(bytes) {
  const found = [];
  for (let hyphen = bytes.indexOf('-'); hyphen >= 0; hyphen = bytes.indexOf('-', hyphen + 1)) {
    const start = hyphen - 4;
    if (start < 0 || isDigitAt(bytes, start - 1)) continue;
    TIMESTAMP.lastIndex = start;
    if (!TIMESTAMP.test(bytes)) continue;
    const end = TIMESTAMP.lastIndex;
    if (!isDigitAt(bytes, end)) found.push({ start, end });
  }
  return found;
}

function isDigitAt(bytes, at) {
  return at >= 0 && at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9';
}
