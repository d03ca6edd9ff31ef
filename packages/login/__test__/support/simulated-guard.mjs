import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { buildSendGuard } = require('../../lib/guard/create-send-guard.js');
const { memoryStoreWith } = require('../../lib/stores/memory-store.js');

/** A guard whose time passes only when a test says so. Without jitter, so that waits are exact. */
export function simulatedGuard(options = {}, { maxBytes } = {}) {
  const clock = { now: Date.UTC(2030, 0, 1) };
  const store = memoryStoreWith(maxBytes ? { maxBytes } : {}, { now: () => clock.now });
  const guard = buildSendGuard({ store, ...options }, { random: () => 0 });
  return {
    guard,
    store: store.open(),
    clock,
    pass(seconds) {
      clock.now += seconds * 1000;
    },
    /** Sends, and tells how it ended. */
    async send(attempt, outcome = 'sent') {
      const decision = await guard.checkSend(attempt);
      const settled = await guard.settleSend(decision, outcome);
      return { ...decision, ...settled };
    },
    async verify(attempt, result = 'verified') {
      const decision = await guard.checkVerify(attempt);
      if (decision.action === 'allow') await guard.settleVerify(decision, result);
      return decision;
    },
    /** Validates a proof. */
    async prove(source, result = 'accepted') {
      const decision = await guard.checkProof(source);
      if (decision.action === 'allow') await guard.settleProof(decision, result);
      return decision;
    },
  };
}

/** Phone numbers of one country that do not repeat. No two have the same prefix. */
export function numbers(start = '+43') {
  let count = 0;
  return () => {
    count += 1;
    return `${start}${100_000 + count}5678`;
  };
}

/** Addresses that do not repeat. */
export function addresses() {
  let count = 0;
  return () => {
    count += 1;
    return `10.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`;
  };
}
