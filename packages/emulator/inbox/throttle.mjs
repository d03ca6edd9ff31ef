// Limits how often something is done.

/**
 * Returns a function that runs `work` after `millis`, once for all calls until then. Runs do not
 * overlap. A call during a run causes one more.
 */
export function throttled(millis, work) {
  let isWaiting = false;
  let again = false;
  async function run() {
    again = false;
    await work();
    isWaiting = false;
    if (again) call();
  }
  function call() {
    again = true;
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(run, millis);
  }
  return call;
}
