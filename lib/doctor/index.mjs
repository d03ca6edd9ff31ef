// The command `baxverify doctor`. The build puts this folder into `doctor.js`, which
// `bin/baxverify.js` loads. The SDK does not load it.

import { HELP, readCommandLine } from './command-line.mjs';
import { examine } from './examine.mjs';
import { asText, wantsColor } from './print.mjs';

const OK = 0;
const PROBLEM = 1;
const USAGE = 2;

/**
 * Runs the command and ends the process.
 *
 * @param {string[]} args without Node.js and the script
 * @param {{ loadSdk: () => object, version: string }} sdk
 */
export async function main(args, sdk) {
  const options = readCommandLine(args);
  if (options.usage) return end(process.stderr, `${options.usage}\n\n${HELP}`, USAGE);
  if (options.action === 'help') return end(process.stdout, HELP, OK);
  if (options.action === 'version') return end(process.stdout, `${sdk.version}\n`, OK);
  const result = await examine(options, sdk).catch(() => undefined);
  // The message of an error may hold a secret.
  if (!result) return end(process.stderr, 'The doctor has a bug. Please report it.\n', PROBLEM);
  const text = options.json
    ? `${JSON.stringify(result, null, 2)}\n`
    : asText(result, { color: wantsColor(process.stdout, process.env) });
  return end(process.stdout, text, result.ok ? OK : PROBLEM);
}

/** Ends the process when the text is written, also if nobody reads it or a thread still waits. */
function end(stream, text, code) {
  stream.on('error', () => process.exit(code));
  stream.write(text, () => process.exit(code));
}
