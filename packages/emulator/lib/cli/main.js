const { version } = require('../../package.json');
const { UsageError, parse } = require('./flags.js');
const { help } = require('./help.js');
const { exec } = require('./exec.js');
const { serve } = require('./serve.js');

const USAGE = 2;

async function main(argv) {
  try {
    const { command, options, flags } = parse(argv);
    if (flags.help) return void process.stdout.write(help());
    if (flags.version) return void process.stdout.write(`${version}\n`);
    warnAboutHost(options.host);
    process.exitCode = await (command ? exec(command, options) : serve(options));
  } catch (error) {
    // What the API reports as a TypeError is a wrong option here.
    process.exitCode = error instanceof UsageError || error instanceof TypeError ? USAGE : 1;
    process.stderr.write(`baxverify-emulator: ${error.message}\n`);
  }
}

function warnAboutHost(host) {
  if (host === undefined || host === 'localhost' || host === '::1' || host.startsWith('127.')) {
    return;
  }
  process.stderr.write(
    `baxverify-emulator: warning: ${host} may be reached from other machines, and the control routes need no key\n`,
  );
}

module.exports = { main };
