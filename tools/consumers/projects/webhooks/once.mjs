const handled = new Set();

/** Does the work once for each key, and again if it failed. */
export async function once(key, work) {
  if (handled.has(key)) return;
  handled.add(key);
  if (handled.size > 100_000) handled.delete(handled.values().next().value);
  try {
    await work();
  } catch (error) {
    handled.delete(key);
    throw error;
  }
}
