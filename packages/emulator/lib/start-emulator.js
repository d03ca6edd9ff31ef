const { readFileSync } = require('node:fs');
const { validate, kinds } = require('./validate-options.js');
const { Emulator } = require('./emulator.js');
const { LIMITS, OPTIONS } = require('./options.js');

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
    throw new TypeError(`startEmulator: seed file ${seed} ${problem}: ${error.message}`);
  }
}

async function startEmulator(options) {
  const { config, onMessage } = configuration(validate('startEmulator', options, START_OPTIONS));
  return new Emulator(config, onMessage);
}

module.exports = { startEmulator };
