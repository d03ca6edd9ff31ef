import { isPrintable, nearest } from '../field-names.mjs';

const TIMEOUT = 20_000;
const SHORTEST = 1000;
const LONGEST = 120_000;

const OPTIONS = [
  ['--json', 'print the result as JSON'],
  ['--base-url <url>', 'the base URL (default: BAXCLOUD_BASE_URL, or that of the real service)'],
  ['--timeout <ms>', `the total time, ${SHORTEST} to ${LONGEST} (default: ${TIMEOUT})`],
  ['--help', 'print this text'],
  ['--version', 'print the version of the package'],
];
const NAMES = OPTIONS.map(([option]) => /^--([a-z-]+)/.exec(option)[1]);

const EXIT_CODES =
  'Exit code: 0 if there is no problem, 1 if there is one, 2 if the command line is wrong.';

export const HELP = [
  'Usage: baxverify doctor [options]',
  '',
  'Checks the set-up of @baxcloud/baxverify: environment variables, the key, the network, and what',
  'the service says about the project. It sends no SMS.',
  '',
  'Options:',
  ...OPTIONS.map(([option, meaning]) => `  ${option.padEnd(18)} ${meaning}`),
  '',
  EXIT_CODES,
  'More: https://github.com/baxcloud/baxverify-node/blob/main/docs/troubleshooting.md#doctor',
  '',
].join('\n');

/**
 * Reads the command line. Arguments are not repeated in errors, because one may be a key.
 *
 * @param {string[]} args
 * @returns {{ action: 'doctor' | 'help' | 'version', json: boolean, timeout: number, baseUrl?:
 *   string } | { usage: string }}
 */
export function readCommandLine(args) {
  const found = { action: 'doctor', json: false, timeout: TIMEOUT };
  let hasCommand = false;
  for (let at = 0; at < args.length; at += 1) {
    const [name, inline] = split(args[at]);
    const value = () => {
      if (inline !== undefined) return inline;
      at += 1;
      return args[at];
    };
    if (name === '--help' || name === '-h') return { ...found, action: 'help' };
    if (name === '--version') return { ...found, action: 'version' };
    if (name === '--json') {
      if (inline !== undefined) return { usage: '--json takes no value.' };
      found.json = true;
    } else if (name === '--base-url') {
      found.baseUrl = value();
      if (!found.baseUrl) return { usage: '--base-url needs a URL.' };
    } else if (name === '--timeout') {
      const text = value() ?? '';
      found.timeout = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
      if (!(found.timeout >= SHORTEST && found.timeout <= LONGEST)) {
        return { usage: `--timeout needs a number of milliseconds, ${SHORTEST} to ${LONGEST}.` };
      }
    } else if (name === 'doctor' && !hasCommand) hasCommand = true;
    else if (name.startsWith('-')) return { usage: `There is no such option.${advice(name)}` };
    else return { usage: 'The only command is doctor.' };
  }
  return hasCommand ? found : { usage: 'The command is missing: baxverify doctor' };
}

function split(argument) {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return equals < 0 ? [argument] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

/** Other users of the machine can see the arguments of a process. */
function advice(name) {
  if (/key|project/i.test(name.slice(0, 40))) {
    return ' The project and the key come from BAXCLOUD_PROJECT_ID and BAXCLOUD_API_KEY.';
  }
  const word = name.replace(/^--?/, '');
  const meant = isPrintable(word) && nearest(word, NAMES);
  return meant ? ` Did you mean --${meant}?` : '';
}
