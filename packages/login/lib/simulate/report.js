/** Without the last digits of sums that floating point adds. */
const rounded = (value) => Number(value.toFixed(6));
const shown = (value) => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

/**
 * The figures of a run: the same for the same seed.
 *
 * @param {{ name: string, policy: string, seed: number, days: number }} run
 * @param {ReturnType<import('./tally.js').createTally>} tally
 */
function reportOf(run, { requests, honest, others, plots }) {
  const percent = (count) => rounded((100 * count) / Math.max(1, honest.people));
  return {
    ...run,
    requests,
    smsWithoutGuard: honest.smsWithoutGuard + others.smsWithoutGuard,
    smsSent: honest.sms + others.sms,
    cost: rounded(honest.cost + others.cost),
    refusedPercent: percent(honest.peopleRefused),
    shutOutPercent: percent(honest.peopleShutOut),
    honest: { ...honest, cost: rounded(honest.cost) },
    others: { ...others, cost: rounded(others.cost) },
    plots,
  };
}

/** Sentences that say what a run was, and what it means for honest users. */
function headlinesOf(report) {
  const { people, peopleRefused, peopleShutOut } = report.honest;
  const share = (count, percent) => `${shown(count)} (${shown(percent)} %)`;
  return [
    `${report.name}, ${report.policy}, ${shown(report.days)} days, seed ${report.seed}`,
    `${shown(report.requests)} requests. SMS: ${shown(report.smsWithoutGuard)} without a guard, ` +
      `${shown(report.smsSent)} with it. Cost: ${shown(report.cost)}.`,
    `Honest logins: ${shown(people)}. Refused at least once: ` +
      `${share(peopleRefused, report.refusedPercent)}. Shut out: ` +
      `${share(peopleShutOut, report.shutOutPercent)}.`,
  ];
}

/** Rows of three texts: what, of honest users, of others. */
function tableOf({ honest, others }) {
  const rules = Object.keys({ ...honest.refused, ...others.refused }).sort();
  const row = (what, count) => [what, ...[honest, others].map((group) => shown(count(group)))];
  return [
    ['', 'honest users', 'others'],
    row('sends asked for', ({ sends }) => sends),
    row('SMS without a guard', ({ smsWithoutGuard }) => smsWithoutGuard),
    row('SMS sent', ({ sms }) => sms),
    row('cost', ({ cost }) => cost),
    row('codes typed', ({ tries }) => tries),
    ...rules.map((rule) => row(`refused: ${rule}`, ({ refused }) => refused[rule] ?? 0)),
  ];
}

function textOf(report) {
  const lines = tableOf(report).map(
    ([what, ...counts]) => what.padEnd(22) + counts.map((count) => count.padStart(16)).join(''),
  );
  return `${[...headlinesOf(report), '', ...lines].join('\n')}\n`;
}

module.exports = { headlinesOf, reportOf, tableOf, textOf };
