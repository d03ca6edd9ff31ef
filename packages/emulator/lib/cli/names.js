// The names of an option on the command line: its flag and its environment variable.

const SEPARATORS = { hosts: ',', origins: ',', rules: ';' };

const words = (name, separator) =>
  name.replace(/[A-Z]/g, (letter) => separator + letter.toLowerCase());

/** @param {{ name: string, flag?: string }} row a row of options.json */
const flagOf = (row) => row.flag ?? words(row.name, '-');

const variableOf = (row) => `BAXVERIFY_EMULATOR_${flagOf(row).replaceAll('-', '_').toUpperCase()}`;

const isRepeatable = ({ type }) => type in SEPARATORS;

/** The text of the variable, a list if the flag is repeatable. An empty one counts as absent. */
function environmentValue(row, environment) {
  const text = environment[variableOf(row)];
  if (text === undefined || text.trim() === '') return undefined;
  if (!isRepeatable(row)) return text;
  const parts = text.split(SEPARATORS[row.type]).map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

module.exports = { environmentValue, flagOf, isRepeatable, variableOf };
