import { COMPATIBILITY } from '../tables.mjs';

/**
 * Characters that look like a letter or digit of ASCII. Each run of the table is its distance from
 * the one before, its length, both in base 36, and the ASCII character of its first.
 */
let runs;

function read() {
  let first = 0;
  return COMPATIBILITY.split('|').map((run) => {
    const [distance, count] = run.slice(0, -1).split(',');
    first += Number.parseInt(distance, 36);
    const length = count ? Number.parseInt(count, 36) : 1;
    return { first, length, ascii: run.charCodeAt(run.length - 1) };
  });
}

/** The ASCII character that a code point looks like, if there is one. */
export function ascii(point) {
  runs ??= read();
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle].first <= point) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  if (!run || point - run.first >= run.length) return undefined;
  return String.fromCharCode(run.ascii + point - run.first);
}
