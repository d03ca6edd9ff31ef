const { parseArgs } = require('node:util');
const { OPTIONS } = require('../options.js');
const { parseFault } = require('./fault.js');

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
  // An option that has a flag of another name is a list of what the flag gives.
  FLAGS[flagOf(name)] = { type: 'string', multiple: flag !== undefined };
}

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
