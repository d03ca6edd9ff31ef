const { parseArgs } = require('node:util');
const { OPTIONS } = require('../options.js');

const DEFAULT_PORT = 4229;

class UsageError extends Error {}

const flagOf = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const FLAGS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
};
for (const name of Object.keys(OPTIONS)) FLAGS[flagOf(name)] = { type: 'string' };

/**
 * Reads the command line: `{ flags, options, command? }`, where `options` are those of
 * `startEmulator` and `command` is what `exec` is to run.
 */
function parse(argv) {
  const isExec = argv[0] === 'exec';
  const own = isExec ? argv.slice(1) : argv;
  const dashes = own.indexOf('--');
  const flags = readFlags(dashes < 0 ? own : own.slice(0, dashes));
  const command = isExec ? own.slice(dashes < 0 ? own.length : dashes + 1) : undefined;
  const asksOnly = flags.help || flags.version;
  if (isExec && !asksOnly && command.length === 0) {
    throw new UsageError('exec needs a command: baxverify-emulator exec [flags] -- <command>');
  }
  const options = isExec ? {} : { port: DEFAULT_PORT };
  for (const [name, kind] of Object.entries(OPTIONS)) {
    const text = flags[flagOf(name)];
    if (text !== undefined) options[name] = value(name, kind, text);
  }
  return { flags, options, command };
}

function readFlags(argv) {
  try {
    return parseArgs({ args: argv, options: FLAGS }).values;
  } catch (error) {
    throw new UsageError(error.message.split('. ')[0]);
  }
}

function value(name, kind, text) {
  const read = kind.test('x') ? text : /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (!kind.test(read)) {
    const got = kind.hide ? '' : `, got ${JSON.stringify(text)}`;
    throw new UsageError(`--${flagOf(name)} must be ${kind.expected}${got}`);
  }
  return read;
}

module.exports = { DEFAULT_PORT, UsageError, flagOf, parse };
