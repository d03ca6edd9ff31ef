/**
 * What the guard answers. Only what an end user and the owner may read is on the object itself;
 * what settling needs is private, so a decision can be printed and logged.
 */
class Decision {
  /** @type {'allow' | 'challenge' | 'refuse'} */
  action;
  /** What an end user may hear, if it is not 'allow'. */
  reason;
  /** Which rule decided, for the owner. */
  rule;
  retryAfterSeconds;
  /** In monitor mode: what the action would be. */
  wouldBe;
  #settlement;

  constructor(action, reason, rule, retryAfterSeconds, wouldBe, settlement) {
    this.action = action;
    this.reason = reason;
    this.rule = rule;
    this.retryAfterSeconds = retryAfterSeconds;
    this.wouldBe = wouldBe;
    this.#settlement = settlement;
  }

  /** What settling needs: once, and only of a decision of this guard. */
  static settle(decision, guard, type) {
    if (typeof decision !== 'object' || decision === null || !(#settlement in decision)) {
      return undefined;
    }
    const settlement = decision.#settlement;
    if (settlement?.guard !== guard || settlement.type !== type) return undefined;
    decision.#settlement = undefined;
    return settlement;
  }
}

module.exports = { Decision };
