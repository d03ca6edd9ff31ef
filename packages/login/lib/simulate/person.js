/** How honest users behave. Shares are of 1, times in seconds. */
const LEAVE = 0.04;
const SMS_IS_LOST = 0.03;
const TYPING = [12, 75];
const WRONG_CODE = 0.06;
const RESENDS = 2;
/** They wait and repeat a refused request, if the wait is no longer. */
const PATIENCE = 600;
const REPEATS = 2;
const SOLVE_CHALLENGE = 0.95;

/** What they answer to a challenge. Bots have no answer. */
const SOLVED = 'solved';

/** One honest user who logs in once: asks for a code, types it, and asks again if there is none. */
class Person {
  isHonest = true;
  #world;
  #attempt;
  #resends = RESENDS;
  #repeats = REPEATS;

  constructor(world, phone, ip) {
    this.#world = world;
    this.#attempt = { phone, ip };
    world.tally.addPerson();
  }

  async ask(isRepeated) {
    const world = this.#world;
    const decision = await world.send(this, this.#attempt, isRepeated);
    if (decision.action !== 'allow') return this.#repeat(decision, () => this.ask(true));
    if (world.random() < LEAVE) return;
    if (world.random() >= SMS_IS_LOST) {
      world.afterSeconds(world.between(...TYPING), () => this.#type());
    } else if (this.#resends > 0) {
      this.#resends -= 1;
      const wait = Math.max(60, decision.resendAfterSeconds) + world.between(1, 30);
      world.afterSeconds(wait, () => this.ask());
    }
  }

  async #type() {
    const world = this.#world;
    const isRight = world.random() >= WRONG_CODE;
    const decision = await world.verify(this, this.#attempt, isRight);
    if (decision.action !== 'allow') this.#repeat(decision, () => this.#type());
    else if (!isRight) world.afterSeconds(world.between(5, 20), () => this.#type());
  }

  /** Solves the challenge, or waits, or gives up. */
  #repeat({ action, retryAfterSeconds }, request) {
    const world = this.#world;
    const isNew = action === 'challenge' && this.#attempt.challenge === undefined;
    if (isNew && world.random() < SOLVE_CHALLENGE) {
      this.#attempt.challenge = SOLVED;
      world.afterSeconds(world.between(5, 20), request);
    } else if (retryAfterSeconds <= PATIENCE && this.#repeats > 0) {
      this.#repeats -= 1;
      world.afterSeconds(retryAfterSeconds + world.between(1, 10), request);
    } else {
      world.tally.shutOut();
    }
  }
}

module.exports = { Person, SOLVED };
