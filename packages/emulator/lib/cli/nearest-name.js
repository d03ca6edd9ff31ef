// Which flag or command a wrong word on the command line was probably meant to be. The program
// without Node has the same: standalone/src/command_line/nearest_name.rs.

/** Other words may be a secret in the wrong place, or long. */
const READ = /^[A-Za-z][A-Za-z_-]{0,31}$/;

/** The largest edit distance at which a word is taken for a misspelling of a name. */
const near = (name) => (name.length < 9 ? 2 : 3);

/** @returns {string | undefined} the first of the nearest names */
function nearestName(word, names) {
  if (!READ.test(word)) return undefined;
  const plain = word.toLowerCase().replaceAll('_', '-');
  let best;
  let least = Infinity;
  for (const name of names) {
    const distance = editDistance(plain, name);
    if (distance < least && distance <= near(name) && distance < name.length - 1) {
      best = name;
      least = distance;
    }
  }
  return best;
}

/** The Levenshtein distance. */
function editDistance(a, b) {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substituted = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}

module.exports = { nearestName };
