/** Characters. The worst case of `indexOf` grows with the length of what it looks for. */
const LONGEST_SIMPLE = 64;

/** The positions of `wanted` in `bytes`, overlapping ones too. Linear in both. */
export function* occurrences(bytes, wanted) {
  if (wanted.length > LONGEST_SIMPLE) {
    yield* occurrencesOfLong(bytes, wanted);
    return;
  }
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) yield at;
}

/** The algorithm of Knuth, Morris and Pratt. */
function* occurrencesOfLong(bytes, wanted) {
  if (bytes.length < wanted.length) return;
  const borders = bordersOf(wanted);
  let matched = 0;
  for (let at = 0; at < bytes.length; at++) {
    while (matched > 0 && bytes[at] !== wanted[matched]) matched = borders[matched - 1];
    if (bytes[at] === wanted[matched]) matched++;
    if (matched === wanted.length) {
      yield at + 1 - matched;
      matched = borders[matched - 1];
    }
  }
}

/** For each prefix of `text`, the length of the longest proper prefix that is also its end. */
function bordersOf(text) {
  const borders = new Int32Array(text.length);
  let length = 0;
  for (let at = 1; at < text.length; at++) {
    while (length > 0 && text[at] !== text[length]) length = borders[length - 1];
    if (text[at] === text[length]) length++;
    borders[at] = length;
  }
  return borders;
}
