const { writeFileSync } = require('node:fs');
const { basename } = require('node:path');
const { performance } = require('node:perf_hooks');
const { parseArgs } = require('node:util');
const { InputError } = require('./input-file.js');
const { pageOf } = require('./page.js');
const { readPolicyFile } = require('./policy-file.js');
const { textOf } = require('./report.js');
const { SCENARIOS } = require('./scenarios.js');
const { simulate } = require('./simulate.js');
const { readTraffic } = require('./traffic-file.js');

const USAGE = 2;
const PROGRESS_MS = 200;
const CLEAR_LINE = '\r\u001B[K';

const string = { type: 'string' };
const boolean = { type: 'boolean' };
const OPTIONS = {
  ...{ scenario: string, policy: string, html: string, seed: string, days: string },
  ...{ logins: string, attack: string, json: boolean, help: { ...boolean, short: 'h' } },
};
/** `[least, most]` */
const NUMBERS = { seed: [0, 4e9], days: [0.01, 90], logins: [0, 1e6], attack: [0, 1e7] };

const HELP = `baxverify-login simulate --scenario NAME|FILE [options]

Replays traffic against the send guard, in simulated time. Sends nothing.

Scenarios, most with honest users too:
${Object.entries(SCENARIOS)
  .map(([name, [about]]) => `  ${name.padEnd(12)}${about}`)
  .join('\n')}
  FILE.csv    columns time (ISO 8601 or Unix), phone (E.164), kind (send, verified, wrong_code),
              and ip and country if known; or an export of listLogs
  FILE.json   the same rows, or entries or pages of listLogs

Options:
  --policy FILE   JSON: options of createSendGuard. Also "challenge": true for an app with a
                  CAPTCHA, "budget": {"costs": {"AT": 0.06, "*": 0.1}}, null for no budget
  --html FILE     write a page with plots
  --json          print JSON
  --seed N        of chance (1)
  --days N        length of a scenario
  --logins N      of honest users a day (2000)
  --attack N      requests of attackers an hour

Exit codes: 0 done, 1 a file is faulty, 2 wrong usage.
`;

async function main(argv) {
  // A reader such as "head" may have enough.
  process.stdout.on('error', () => process.exit());
  try {
    await command(argv);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`baxverify-login: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

async function command(argv) {
  const { values, positionals } = parse(argv);
  if (values.help) return void process.stdout.write(HELP);
  const { scenario, policy, html, json } = values;
  const isFile = /\.(csv|json)$/i.test(scenario ?? '');
  const isCommand = positionals.join() === 'simulate';
  if (!isCommand) failUsage('the command is: baxverify-login simulate --scenario NAME|FILE.');
  if (!isFile && !Object.hasOwn(SCENARIOS, scenario ?? '')) {
    failUsage(
      `--scenario must be one of ${Object.keys(SCENARIOS).join(', ')}, or a file.csv or file.json.`,
    );
  }
  const settings = { policy: 'default policy', options: {}, name: scenario };
  for (const name of Object.keys(NUMBERS)) settings[name] = numberOf(name, values[name]);
  if (policy !== undefined) {
    settings.policy = basename(policy);
    settings.options = await readPolicyFile(policy);
  }
  if (isFile) {
    settings.name = basename(scenario);
    settings.rows = await readTraffic(scenario);
  }
  const report = await withProgress((onProgress) => simulate({ ...settings, onProgress }));
  if (html !== undefined) write(html, pageOf(report));
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : textOf(report));
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return failUsage(error.message.split('\n')[0].slice(0, 200));
  }
}

function failUsage(message) {
  throw new InputError(message, USAGE);
}

function numberOf(name, text) {
  if (text === undefined) return undefined;
  const [least, most] = NUMBERS[name];
  const value = /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  const isWhole = name !== 'seed' || Number.isInteger(value);
  if (value >= least && value <= most && isWhole) return value;
  return failUsage(`--${name} must be a number from ${least} to ${most}.`);
}

function write(path, text) {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new InputError(`${path} cannot be written: ${error.code}.`);
  }
}

/** Shows on a terminal how far the work is, and then how fast it was. */
async function withProgress(work) {
  const { stderr } = process;
  const began = performance.now();
  const speed = (requests) => {
    const seconds = (performance.now() - began) / 1000;
    return `${requests} requests, ${Math.round(requests / seconds)} a second`;
  };
  let shownAt = 0;
  const report = await work((share, requests) => {
    if (!stderr.isTTY || performance.now() - shownAt < PROGRESS_MS) return;
    shownAt = performance.now();
    stderr.write(`${CLEAR_LINE}${Math.floor(100 * share)} %, ${speed(requests)}`);
  });
  stderr.write(`${stderr.isTTY ? CLEAR_LINE : ''}${speed(report.requests)}\n`);
  return report;
}

module.exports = { main };
