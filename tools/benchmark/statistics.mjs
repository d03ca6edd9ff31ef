export function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of each field of objects that have the same ones. */
export function medians(objects) {
  return Object.fromEntries(
    Object.keys(objects[0]).map((field) => [field, median(objects.map((object) => object[field]))]),
  );
}

/**
 * The median of the quotients of pairs. Pairs that were measured next to each other share the noise of
 * their moment, so this is steadier than the quotient of two medians.
 */
export function ratio(field, ours, theirs) {
  return median(
    ours.map((round, at) => quotient(round[field], theirs[at]?.[field])).filter(Number.isFinite),
  );
}

function quotient(a, b) {
  return a === undefined || b === undefined ? undefined : a / b;
}
