const { version } = require('../../package.json');
const { UsageError, parse } = require('./flags.js');
const { help } = require('./help.js');
const { hook } = require('./hook.js');
const { exec } = require('./exec.js');
const { serve } = require('./serve.js');

const USAGE = 2;

async function main(argv) {
  try {
    const { command, options, flags } = parse(argv);
    if (flags.help) return void process.stdout.write(help());
    if (flags.version) return void process.stdout.write(`${version}\n`);
    warnAboutHost(options.host);
    const target = flags['on-message'];
    const receiver = target === undefined ? undefined : hook(target, report);
    process.exitCode = await (command
      ? exec(command, options, flags, receiver)
      : serve(options, flags, receiver));
  } catch (error) {
    // What the API reports as a TypeError is a wrong option here.
    process.exitCode = error instanceof UsageError || error instanceof TypeError ? USAGE : 1;
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
  report(
    `warning: ${host} may be reached from other machines, and the inbox and the control routes need no key`,
  );
}

module.exports = { main };
