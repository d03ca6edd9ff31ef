const LATE = Symbol('late');

/**
 * Resolves like `work`, or with `LATE` if it takes longer. It cannot interrupt work that blocks the
 * thread.
 */
async function within(milliseconds, work) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, Math.max(milliseconds, 1), LATE);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

module.exports = { LATE, within };
