const { COUNTRIES } = require('../countries/country-of.js');
const { number } = require('../guard/checks.js');
const { readPolicy } = require('../guard/policy.js');
const { InputError, readJson } = require('./input-file.js');
const { SOLVED } = require('./person.js');

const EVERY = '*';
const readCost = number(0, 1_000_000, undefined, { whole: false });

/**
 * Options of `createSendGuard` from a JSON file. Three things differ. `budget.costs` is a table by
 * country, with `*` for others. `null` in the budget is no limit. `challenge: true` says that the
 * app has a challenge, which honest users solve.
 */
async function readPolicyFile(path) {
  const given = await readJson(path);
  try {
    const options = optionsOf(given);
    readPolicy(options);
    return options;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InputError(`${path}: ${error.message}`);
  }
}

function optionsOf(given) {
  if (!isObject(given)) throw new TypeError('the policy must be an object.');
  const { challenge, ...options } = given;
  if (typeof (challenge ?? false) !== 'boolean')
    throw new TypeError('"challenge" is true or false.');
  if (challenge) options.challenge = (answer) => answer === SOLVED;
  if (!isObject(options.budget)) return options;
  const { costs, ...budget } = options.budget;
  for (const name of ['perHour', 'perDay']) {
    if (budget[name] === null) budget[name] = Number.POSITIVE_INFINITY;
  }
  if (costs !== undefined) budget.costOf = costOf(costs);
  return { ...options, budget };
}

function costOf(costs) {
  const table = new Map(isObject(costs) ? Object.entries(costs) : []);
  if (!table.has(EVERY)) throw new TypeError('"budget.costs" must be an object with "*".');
  for (const [country, cost] of table) {
    const path = `budget.costs.${country.slice(0, 64)}`;
    if (country !== EVERY && !COUNTRIES.includes(country)) {
      throw new TypeError(`"${path}" is of no country.`);
    }
    readCost(cost, path);
  }
  return (country) => table.get(country) ?? table.get(EVERY);
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

module.exports = { readPolicyFile };
