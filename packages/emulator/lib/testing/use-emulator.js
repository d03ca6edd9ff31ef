// One emulator for the tests of a file, whichever runner runs them.

const { startEmulator } = require('../start.js');

/**
 * Starts an emulator before the first test of this file and stops it after the last; answers an
 * object through which it is reached inside of tests.
 */
function useEmulator(runner, { reset = resets(runner), env = true, ...options } = {}) {
  const { beforeAll, beforeEach, afterAll } = hooks(runner);
  let emulator;
  let before;
  beforeAll(async () => {
    emulator = await startEmulator(options);
    if (env) before = apply(emulator.env);
  });
  if (reset) beforeEach(() => emulator.reset());
  afterAll(async () => {
    if (before) apply(before);
    await emulator?.stop();
  });
  return through(() => emulator);
}

/** The tests of an ava file run at the same time: a reset would pull the rug from under others. */
const resets = (runner) => !isAva(runner);

const isAva = (runner) => typeof runner?.after?.always === 'function';

function hooks(runner) {
  const afterAll = isAva(runner) ? runner.after.always : (runner?.afterAll ?? runner?.after);
  const beforeAll = runner?.beforeAll ?? runner?.before;
  if (typeof beforeAll !== 'function' || typeof afterAll !== 'function') {
    throw new TypeError(
      'useEmulator: expected a test runner with hooks before and after all tests',
    );
  }
  return { beforeAll, beforeEach: runner.beforeEach, afterAll };
}

/** Sets environment variables, and answers what they were. */
function apply(variables) {
  const before = {};
  for (const [name, value] of Object.entries(variables)) {
    before[name] = process.env[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return before;
}

/** Stands for what `target` answers, which does not exist yet when a test file is read. */
function through(target) {
  return new Proxy(Object.create(null), {
    get(_, name) {
      const emulator = target();
      if (emulator === undefined) {
        // Runners look at what they are handed, before anything has started.
        if (typeof name === 'symbol' || name === 'then') return undefined;
        throw new Error('The emulator starts before the first test: use it inside of tests.');
      }
      const value = emulator[name];
      return typeof value === 'function' ? value.bind(emulator) : value;
    },
  });
}

module.exports = { useEmulator };
