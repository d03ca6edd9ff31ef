/** How many parts of a run the plots show. */
const PARTS = 120;

const group = () => ({ sends: 0, smsWithoutGuard: 0, sms: 0, cost: 0, tries: 0, refused: {} });
const line = () => new Array(PARTS).fill(0);

/**
 * Counts what a run does, for honest users and for others.
 *
 * @param {number} begins milliseconds
 * @param {number} ends
 */
function createTally(begins, ends) {
  const honest = { people: 0, peopleRefused: 0, peopleShutOut: 0, ...group() };
  const others = group();
  const plots = { asked: line(), honest: line(), others: line(), honestRefused: line() };
  const tally = { requests: 0, honest, others, plots, addPerson, shutOut, countSend, countTry };
  const of = (who) => (who.isHonest ? honest : others);

  function plot(name, now) {
    plots[name][Math.min(PARTS - 1, Math.floor((PARTS * (now - begins)) / (ends - begins)))] += 1;
  }

  function refuse(who, now, rule) {
    const { refused } = of(who);
    refused[rule] = (refused[rule] ?? 0) + 1;
    if (!who.isHonest) return;
    plot('honestRefused', now);
    if (!who.isRefused) honest.peopleRefused += 1;
    who.isRefused = true;
  }

  function addPerson() {
    honest.people += 1;
  }

  /** An honest user has to give up. */
  function shutOut() {
    honest.peopleShutOut += 1;
  }

  /** Without a guard nobody would repeat a send that it refused. */
  function countSend(who, now, { rule, cost, isRepeated }) {
    const counts = of(who);
    tally.requests += 1;
    counts.sends += 1;
    if (!isRepeated) {
      counts.smsWithoutGuard += 1;
      plot('asked', now);
    }
    if (rule !== undefined) return refuse(who, now, rule);
    counts.sms += 1;
    counts.cost += cost;
    plot(who.isHonest ? 'honest' : 'others', now);
  }

  function countTry(who, now, rule) {
    tally.requests += 1;
    of(who).tries += 1;
    if (rule !== undefined) refuse(who, now, rule);
  }

  return tally;
}

module.exports = { createTally };
