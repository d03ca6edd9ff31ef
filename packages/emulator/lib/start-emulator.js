const { readFileSync } = require('node:fs');
const { shorten, shortenPath } = require('./shorten.js');
const { validate, kinds } = require('./validate-options.js');
const { Emulator } = require('./emulator.js');
const { InProcess } = require('./connection/in-process.js');
const { LIMITS, OPTIONS } = require('./options.js');

const LISTEN_ERRORS = {
  EADDRINUSE: 'the port is in use',
  EADDRNOTAVAIL: 'the address does not belong to this machine',
  EACCES: 'permission denied',
};

const START_OPTIONS = { ...OPTIONS, onMessage: kinds.callback };

/** Splits valid options into the configuration of the addon and the callback. */
function configuration(options) {
  const { onMessage, ...config } = options;
  const limits = {};
  for (const name of LIMITS) {
    if (name in config) limits[name] = config[name];
    delete config[name];
  }
  if (config.seed !== undefined) config.seed = readSeed(config.seed);
  return { config: { ...config, limits }, onMessage };
}

function readSeed(seed) {
  if (typeof seed !== 'string') return seed;
  let text;
  try {
    text = readFileSync(seed, 'utf8');
    return JSON.parse(text);
  } catch (error) {
    const problem = text === undefined ? 'cannot be read' : 'is not valid JSON';
    // Node quotes the text, which may contain keys.
    const reason = text === undefined ? error.code : error.message.replace(/, (?:\.{3})?".*/s, '');
    throw new TypeError(`startEmulator: seed file ${shortenPath(seed)} ${problem}: ${reason}`);
  }
}

/** Creates the error in JavaScript, so that it belongs to the realm of the caller. */
function startError(error, { host = '127.0.0.1', port = 0 }) {
  if (error.code === 'INVALID_ARGUMENT') return new TypeError(`startEmulator: ${error.message}`);
  if (error.code === 'EMULATOR_DATA') {
    return Object.assign(new Error(`${error.message}.`), { code: error.code });
  }
  const reason = LISTEN_ERRORS[error.code] ?? error.message;
  const address = shorten(host);
  const listenError = new Error(`Cannot listen on ${address} port ${port}: ${reason}.`);
  return Object.assign(listenError, { code: error.code, syscall: 'listen', address, port });
}

/** Starts an emulator in this process. It listens when this returns. */
function startInProcess(options) {
  const { config, onMessage } = configuration(validate('startEmulator', options, START_OPTIONS));
  try {
    return new InProcess(config, onMessage);
  } catch (error) {
    throw startError(error, config);
  }
}

const startNow = (options) => new Emulator(startInProcess(options));

async function startEmulator(options) {
  return startNow(options);
}

module.exports = { START_OPTIONS, startEmulator, startInProcess, startNow };
