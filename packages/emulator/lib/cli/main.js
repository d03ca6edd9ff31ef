const { version } = require('../../package.json');
const { shorten } = require('../shorten.js');
const { UsageError, parse } = require('./flags.js');
const { help } = require('./help.js');
const { messageHandler } = require('./on-message.js');
const { exec } = require('./exec.js');
const { health } = require('./health.js');
const { serve } = require('./serve.js');

const USAGE_EXIT_CODE = 2;

async function main(argv) {
  try {
    const { name, command, options, flags } = parse(argv, process.env);
    if (flags.help) return void process.stdout.write(help());
    if (flags.version) return void process.stdout.write(`${version}\n`);
    if (name === 'health') {
      process.exitCode = await health(options, report);
      return;
    }
    warnAboutHost(options.host);
    const target = flags.onMessage;
    const handler = target === undefined ? undefined : messageHandler(target, report);
    process.exitCode = await (command
      ? exec(command, options, flags, handler)
      : serve(options, flags, handler));
  } catch (error) {
    // The API throws a TypeError for an invalid option.
    process.exitCode =
      error instanceof UsageError || error instanceof TypeError ? USAGE_EXIT_CODE : 1;
    report(error.message);
  }
}

function report(text) {
  process.stderr.write(`baxverify-emulator: ${text}\n`);
}

function warnAboutHost(host) {
  if (host === undefined || host === 'localhost' || host === '::1' || host.startsWith('127.')) {
    return;
  }
  const shown = shorten(host);
  report(
    `warning: other machines may reach ${shown}, and the inbox and the control routes need no key`,
  );
}

module.exports = { main };
