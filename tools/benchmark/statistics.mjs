export function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of each field of objects with the same fields. */
export function medians(objects) {
  return Object.fromEntries(
    Object.keys(objects[0]).map((field) => [field, median(objects.map((object) => object[field]))]),
  );
}

/**
 * The median of the quotients of pairs. Neighbouring measurements have the same noise, so this is
 * more stable than the quotient of two medians.
 */
export function ratio(field, ours, theirs) {
  return median(
    ours.map((round, at) => quotient(round[field], theirs[at]?.[field])).filter(Number.isFinite),
  );
}

function quotient(a, b) {
  return a === undefined || b === undefined ? undefined : a / b;
}
