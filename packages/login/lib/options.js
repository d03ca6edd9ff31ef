const { nearestOf } = require('./nearest.js');
const { own } = require('./own.js');

/**
 * The named options of an object, read once, and only its own properties. A misspelt limit would be
 * no limit, so an unknown option is an error.
 *
 * @param {string} title what takes the options, for messages
 * @param {unknown} given
 * @param {readonly string[]} names
 * @returns {Record<string, any>} without a prototype; what is not given is undefined
 */
function readOptions(title, given, names) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(`${title} takes an object of options.`);
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestOf(unknown, names);
    const advice = nearest ? ` Did you mean "${nearest}"?` : '';
    throw new TypeError(`${title}: unknown option "${unknown.slice(0, 64)}".${advice}`);
  }
  const options = { __proto__: null };
  for (const name of names) options[name] = own(given, name);
  return options;
}

/** Ends the start of an app whose option is not what it must be. */
function optionMust(isMet, title, name, expected) {
  if (!isMet) throw new TypeError(`${title}: the option "${name}" must be ${expected}.`);
}

module.exports = { optionMust, readOptions };
