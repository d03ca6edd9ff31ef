// The emulator as a web server of Playwright, next to the application.

const { join } = require('node:path');
const { flagOf, isRepeatable } = require('../cli/names.js');
const { TABLE, kindOf } = require('../options.js');
const { kinds, validate } = require('../validate-options.js');
const { setVariables, sharedVariables, WHOLE_RUN } = require('./test-environment.js');

const COMMAND = join(__dirname, '../../bin/baxverify-emulator.js');

/** The options that the command line takes as one value. The address is always this machine. */
const ROWS = TABLE.filter(
  (row) => !row.isCommandOnly && !isRepeatable(row) && !['host', 'basePath'].includes(row.name),
);
const WEB_SERVER_OPTIONS = Object.fromEntries(ROWS.map((row) => [row.name, kindOf(row)]));
WEB_SERVER_OPTIONS.seed = kinds.text;

/**
 * The same in every process that reads the configuration: Playwright reads it in each worker. So
 * nothing is random.
 */
const DEFAULTS = {
  port: Number(TABLE.find(({ name }) => name === 'port').commandDefault),
  projectId: 'proj_emulator',
  apiKey: 'bax_sk_playwright',
};

/**
 * Returns an entry of Playwright's option `webServer`, and sets `process.env` for the application
 * and the tests.
 */
function emulatorWebServer(options) {
  const given = validate('emulatorWebServer', options, WEB_SERVER_OPTIONS);
  const flags = { ...DEFAULTS, ...given };
  const { port, projectId, apiKey } = flags;
  const url = `http://127.0.0.1:${port}/v1`;
  const env = {
    BAXCLOUD_BASE_URL: url,
    BAXCLOUD_PROJECT_ID: projectId,
    BAXCLOUD_API_KEY: apiKey,
  };
  setVariables(sharedVariables({ url, env }, WHOLE_RUN));
  const words = [process.execPath, COMMAND];
  for (const [name, value] of Object.entries(flags)) {
    // `null` is the default of the options that allow it.
    if (value !== null) words.push(`--${flagOf({ name })}`, String(value));
  }
  return { command: words.map(quoted).join(' '), url: `http://127.0.0.1:${port}/healthz` };
}

/** Playwright runs the command in a shell. */
function quoted(word) {
  if (process.platform === 'win32') return `"${word.replaceAll('"', '""')}"`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

module.exports = { emulatorWebServer };
