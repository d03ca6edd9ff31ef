/** How long the app's challenge may take to judge an answer. */
const DEADLINE_MS = 5000;

/**
 * Asks the app's challenge whether the answer is good: only `true` is. It must not be able to hang
 * a request, and what it throws is no pass.
 *
 * @param {Function} challenge
 * @param {unknown} answer
 * @param {object} attempt
 * @returns {Promise<boolean>}
 */
async function isSolved(challenge, answer, { phone, ip, device, user }) {
  let timer;
  const deadline = new Promise((resolve) => {
    timer = setTimeout(resolve, DEADLINE_MS, false);
  });
  try {
    const judged = (async () => challenge(answer, { phone, ip, device, user }))();
    return (await Promise.race([judged, deadline])) === true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

module.exports = { isSolved };
