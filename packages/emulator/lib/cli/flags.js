const { parseArgs } = require('node:util');
const { TABLE, kindOf } = require('../options.js');
const { quote } = require('../shorten.js');
const { nearestName } = require('./nearest-name.js');
const { environmentValue, flagOf, isRepeatable, variableOf } = require('./names.js');
const { parseFault } = require('./parse-fault.js');

class UsageError extends Error {}

const FLAGS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
};
for (const row of TABLE) {
  FLAGS[flagOf(row)] = {
    type: row.type === 'flag' ? 'boolean' : 'string',
    multiple: isRepeatable(row),
  };
}

/** The types whose text is a number. */
const NUMBERS = ['integer', 'amount', 'seconds', 'credits'];

const COMMANDS = ['exec', 'health'];
const EXEC_USAGE = 'baxverify-emulator exec [flags] -- <command>';

/**
 * Parses the command line: `{ name, flags, options, command? }`. `name` is `serve`, `exec` or
 * `health`. `options` are those of `startEmulator` that were set, `flags` the others, and `command`
 * is the command of `exec`.
 */
function parse(argv, environment) {
  const name = COMMANDS.includes(argv[0]) ? argv[0] : 'serve';
  const args = name === 'serve' ? argv : argv.slice(1);
  const dashes = name === 'exec' ? args.indexOf('--') : -1;
  const given = readFlags(dashes < 0 ? args : args.slice(0, dashes), name);
  const flags = { help: given.help, version: given.version };
  if (flags.help || flags.version) return { name, flags, options: {} };
  const command = name === 'exec' ? args.slice(dashes < 0 ? args.length : dashes + 1) : undefined;
  if (command?.length === 0) {
    throw new UsageError(`exec needs a command: ${EXEC_USAGE}`);
  }
  const options = {};
  for (const row of TABLE) {
    const read = readValue(row, given, environment, name);
    if (read === undefined) continue;
    if (row.isCommandOnly) flags[row.name] = read;
    else options[row.name] = read;
  }
  return { name, flags, options, command };
}

/**
 * Messages have the position of an argument instead of its text, which may have a key.
 *
 * @param {string} command its name comes before `args`, but not that of `serve`
 */
function readFlags(args, command) {
  const before = command === 'serve' ? 0 : 1;
  const { values, tokens } = parseArgs({ args, options: FLAGS, strict: false, tokens: true });
  for (const token of tokens) {
    const { kind, name, value, inlineValue } = token;
    if (kind === 'option-terminator') continue;
    if (kind !== 'option' || !Object.hasOwn(FLAGS, name)) {
      const position = before + token.index + 1;
      throw new UsageError(`argument ${position} is not an option${advice(token, command)}`);
    }
    if (FLAGS[name].type === 'boolean') {
      if (value !== undefined) throw new UsageError(`--${name} takes no value`);
    } else if (value === undefined) {
      throw new UsageError(`--${name} needs a value`);
    } else if (!inlineValue && /^-./s.test(value)) {
      throw new UsageError(`--${name} needs a value; give one that starts with - as --${name}=-x`);
    }
  }
  return values;
}

/** The end of the message about an argument that is not an option. */
function advice({ kind, rawName, name, value, index }, command) {
  if (kind === 'positional' && command === 'exec')
    return `; the command comes after --: ${EXEC_USAGE}`;
  let meant;
  if (kind === 'positional') {
    if (command === 'serve' && index === 0) meant = nearestName(value, COMMANDS);
  } else if (rawName.startsWith('--')) {
    const flag = nearestName(name, Object.keys(FLAGS));
    meant = flag && `--${flag}`;
  }
  return meant ? `. Did you mean ${meant}?` : '; --help lists them';
}

/** The value of the flag, or else of the variable, or else the default of the command line. */
function readValue(row, given, environment, name) {
  const flag = given[flagOf(row)];
  if (flag !== undefined) return parseValue(row, flag, `--${flagOf(row)}`);
  const variable = environmentValue(row, environment);
  if (variable !== undefined) return parseValue(row, variable, variableOf(row));
  if (name === 'exec' || row.commandDefault === undefined) return undefined;
  return parseValue(row, row.commandDefault);
}

/** @param {string | string[] | boolean} text repeatable flags have an array */
function parseValue(row, text, source) {
  if (typeof text === 'boolean') return text;
  if (row.type === 'flag') return switchOf(text, source);
  if (row.type === 'rules') return text.map((rule) => fault(rule, source));
  const kind = kindOf(row);
  const read = NUMBERS.includes(row.type) ? numberOf(text) : text;
  if (!kind.test(read)) {
    const got = kind.hide ? '' : `, got ${quote(text)}`;
    throw new UsageError(`${source} must be ${kind.expected}${got}`);
  }
  return read;
}

const numberOf = (text) => (/^[0-9]+$/.test(text) ? Number(text) : Number.NaN);

function switchOf(text, source) {
  if (['1', 'true'].includes(text)) return true;
  if (['0', 'false'].includes(text)) return false;
  throw new UsageError(`${source} must be true or false, got ${quote(text)}`);
}

function fault(text, source) {
  const rule = parseFault(text);
  if (rule === undefined) {
    const expected = 'JSON or name=value pairs such as route=send,status=503,probability=0.2';
    throw new UsageError(`${source} must be ${expected}, got ${quote(text)}`);
  }
  return rule;
}

module.exports = { UsageError, parse };
