const { parseArgs } = require('node:util');
const { OPTIONS } = require('../options.js');
const { parseFault } = require('./parse-fault.js');

const DEFAULT_PORT = 4229;

class UsageError extends Error {}

const flagOf = (name) =>
  (OPTIONS[name]?.flag ?? name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const FLAGS = {
  json: { type: 'boolean' },
  'on-message': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
};
for (const [name, { flag }] of Object.entries(OPTIONS)) {
  // An option with its own flag name is an array, and its flag can be repeated.
  FLAGS[flagOf(name)] = { type: 'string', multiple: flag !== undefined };
}

/**
 * Parses the command line: `{ flags, options, command? }`. `options` are those of `startEmulator`,
 * `command` is the command of `exec`.
 */
function parse(argv) {
  const isExec = argv[0] === 'exec';
  const args = isExec ? argv.slice(1) : argv;
  const dashes = args.indexOf('--');
  const flags = readFlags(dashes < 0 ? args : args.slice(0, dashes));
  const command = isExec ? args.slice(dashes < 0 ? args.length : dashes + 1) : undefined;
  const isInfo = flags.help || flags.version;
  if (isExec && !isInfo && command.length === 0) {
    throw new UsageError('exec needs a command: baxverify-emulator exec [flags] -- <command>');
  }
  const options = isExec ? {} : { port: DEFAULT_PORT };
  for (const [name, kind] of Object.entries(OPTIONS)) {
    const text = flags[flagOf(name)];
    if (text === undefined) continue;
    options[name] = kind.flag ? text.map(fault) : value(name, kind, text);
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

function fault(text) {
  const rule = parseFault(text);
  if (rule === undefined) {
    const expected = 'JSON or name=value pairs such as route=send,status=503,probability=0.2';
    throw new UsageError(`--fault must be ${expected}, got ${JSON.stringify(text)}`);
  }
  return rule;
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
