/** A guard that allows everything, or decides as told, and notes what it is asked and told. */
export function fakeGuard(decisions = {}) {
  const calls = [];
  const note =
    (name, answer) =>
    async (...args) => {
      calls.push([name, ...args]);
      return typeof answer === 'function' ? answer(...args) : answer;
    };
  return {
    calls,
    named: (name) => calls.filter(([called]) => called === name).map(([, ...args]) => args),
    checkSend: note('checkSend', decisions.send ?? { action: 'allow' }),
    settleSend: note('settleSend', decisions.settle ?? { resendAfterSeconds: 30 }),
    checkVerify: note('checkVerify', decisions.verify ?? { action: 'allow' }),
    settleVerify: note('settleVerify', undefined),
    close() {},
  };
}
