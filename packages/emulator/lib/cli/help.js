const { OPTIONS } = require('../options.js');
const { DEFAULT_PORT, flagOf } = require('./flags.js');

const HEAD = `Local emulator of the BaxVerify SMS one-time-password service.

Usage:
  baxverify-emulator [flags]                      run until interrupted and print every SMS; the
                                                  inbox is at http://127.0.0.1:4229/
  baxverify-emulator exec [flags] -- <command>    run a command with an emulator

exec picks a free port by default, sets BAXCLOUD_BASE_URL, BAXCLOUD_PROJECT_ID and
BAXCLOUD_API_KEY for the command, prints every SMS to stderr and exits with the code of the command.

Flags:
`;

function help() {
  const rows = Object.entries(OPTIONS).map(([name, { help, initial }]) => {
    const shown = name === 'port' ? `${DEFAULT_PORT}; exec: ${initial}` : initial;
    return [`--${flagOf(name)}`, `${help} (default: ${shown})`];
  });
  rows.push(
    ['--on-message', 'URL that each SMS is posted to, or command that reads it'],
    ['--json', 'print one JSON object per line'],
  );
  rows.push(['--version, -v', 'print the version'], ['--help, -h', 'print this help']);
  return HEAD + rows.map(([flag, text]) => `  ${flag.padEnd(26)}${text}\n`).join('');
}

module.exports = { help };
