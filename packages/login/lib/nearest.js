/**
 * The known name that was probably meant: one that begins with what was given or the other way
 * round, or that fewer edits lead to than half of its letters.
 *
 * @param {string} name at most 64 characters of it count
 * @param {readonly string[]} names
 */
function nearestOf(name, names) {
  const given = name.slice(0, 64).toLowerCase();
  let nearest;
  let least = Number.POSITIVE_INFINITY;
  for (const known of names) {
    const other = known.toLowerCase();
    const isPart = given.length > 3 && (other.startsWith(given) || given.startsWith(other));
    const distance = isPart ? 1 : editsBetween(given, other);
    if (distance < least && distance <= Math.max(1, known.length / 2)) {
      least = distance;
      nearest = known;
    }
  }
  return nearest;
}

/** Levenshtein distance. */
function editsBetween(left, right) {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = row[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[right.length];
}

module.exports = { nearestOf };
