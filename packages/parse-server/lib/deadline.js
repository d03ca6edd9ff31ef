const LATE = Symbol('late');

/** What `work` resolves with, or `LATE` if that takes longer. Work that blocks the thread cannot be cut short. */
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
