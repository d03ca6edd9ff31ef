const { replay } = require('./replay.js');
const { reportOf } = require('./report.js');
const { beginScenario, SCENARIOS } = require('./scenarios.js');
const { createWorld } = require('./world.js');

const DAY = 86_400_000;
/** Scenarios begin at midnight. */
const BEGINS = Date.UTC(2030, 0, 7);

/**
 * Runs a scenario, or traffic of the past, against a policy.
 *
 * @param {object} settings
 * @param {string} settings.name of the scenario, or of the file
 * @param {object[]} [settings.rows] traffic of the past
 * @param {string} settings.policy what the report calls the policy
 * @param {object} settings.options of the guard
 * @param {number} [settings.seed]
 * @param {number} [settings.days] length of a scenario
 * @param {number} [settings.logins] of honest users a day
 * @param {number} [settings.attack] requests an hour
 * @param {(share: number, requests: number) => void} [settings.onProgress]
 */
async function simulate(settings) {
  const { name, rows, policy, options, seed = 1, logins = 2000, attack, onProgress } = settings;
  const begins = rows === undefined ? BEGINS : rows[0].at;
  const length = (settings.days ?? SCENARIOS[name]?.[1]) * DAY;
  const ends = rows === undefined ? begins + length : rows[rows.length - 1].at + 1;
  const world = createWorld(options, seed, begins, ends);
  if (rows === undefined) beginScenario(world, name, { logins, attack });
  else replay(world, rows);
  const tally = await world.run(onProgress ?? (() => {}));
  const days = Number(((ends - begins) / DAY).toFixed(2));
  return reportOf({ name, policy, seed, days }, tally);
}

module.exports = { simulate };
