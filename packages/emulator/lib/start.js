const { readFileSync } = require('node:fs');
const { check, kinds } = require('./check.js');
const { Emulator } = require('./emulator.js');
const { LIMITS, OPTIONS } = require('./options.js');

const SHAPE = { ...OPTIONS, onMessage: kinds.callback };

/** Splits checked options into what the native side takes and the callback that stays here. */
function configuration(options) {
  const { onMessage, ...config } = options;
  const limits = {};
  for (const name of LIMITS) {
    if (name in config) limits[name] = config[name];
    delete config[name];
  }
  if (config.seed !== undefined) config.seed = seedOf(config.seed);
  return { config: { ...config, limits }, onMessage };
}

function seedOf(seed) {
  if (typeof seed !== 'string') return seed;
  let text;
  try {
    text = readFileSync(seed, 'utf8');
    return JSON.parse(text);
  } catch (error) {
    const problem = text === undefined ? 'cannot be read' : 'is not JSON';
    throw new TypeError(`startEmulator: seed file ${seed} ${problem}: ${error.message}`);
  }
}

async function startEmulator(options) {
  const { config, onMessage } = configuration(check('startEmulator', options, SHAPE));
  return new Emulator(config, onMessage);
}

module.exports = { startEmulator };
