// One emulator for the tests of a file, with any test runner.

const { startEmulator } = require('../start-emulator.js');

/**
 * Starts an emulator before the first test of this file and stops it after the last. Returns a
 * proxy of the emulator for use in tests.
 */
function useEmulator(runner, { reset = resetsByDefault(runner), env = true, ...options } = {}) {
  const { beforeAll, beforeEach, afterAll } = hooks(runner);
  let emulator;
  let previous;
  beforeAll(async () => {
    emulator = await startEmulator(options);
    if (env) previous = setVariables(emulator.env);
  });
  if (reset) beforeEach(() => emulator.reset());
  afterAll(async () => {
    if (previous) setVariables(previous);
    await emulator?.stop();
  });
  return lazyProxy(() => emulator);
}

/** The tests of an ava file run concurrently, so a reset would disturb other tests. */
const resetsByDefault = (runner) => !isAva(runner);

const isAva = (runner) => typeof runner?.after?.always === 'function';

function hooks(runner) {
  const afterAll = isAva(runner) ? runner.after.always : (runner?.afterAll ?? runner?.after);
  const beforeAll = runner?.beforeAll ?? runner?.before;
  if (typeof beforeAll !== 'function' || typeof afterAll !== 'function') {
    throw new TypeError('useEmulator: the test runner must have hooks before and after all tests');
  }
  return { beforeAll, beforeEach: runner.beforeEach, afterAll };
}

/** Sets environment variables and returns their previous values. */
function setVariables(variables) {
  const previous = {};
  for (const [name, value] of Object.entries(variables)) {
    previous[name] = process.env[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return previous;
}

/** Returns a proxy of the emulator, which does not exist yet when a test file is loaded. */
function lazyProxy(getEmulator) {
  return new Proxy(Object.create(null), {
    get(_, name) {
      const emulator = getEmulator();
      if (emulator === undefined) {
        // Test runners inspect values before the emulator has started.
        if (typeof name === 'symbol' || name === 'then') return undefined;
        throw new Error(
          'The emulator starts before the first test. Use it only in tests and hooks.',
        );
      }
      const value = emulator[name];
      return typeof value === 'function' ? value.bind(emulator) : value;
    },
  });
}

module.exports = { useEmulator };
