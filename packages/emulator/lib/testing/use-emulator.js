// One emulator for the tests of a file, with any test runner.

const { connectNow } = require('../connect-emulator.js');
const { START_OPTIONS, startNow } = require('../start-emulator.js');
const { kinds, validate } = require('../validate-options.js');
const { refuseRemoteClients } = require('./remote-clients.js');
const {
  clientVariables,
  setVariables,
  sharedEmulator,
  WHOLE_RUN,
} = require('./test-environment.js');

const OPTIONS = { ...START_OPTIONS, reset: kinds.flag, env: kinds.flag };

/**
 * Starts an emulator for the tests of this file, or connects to the one that this process has by
 * `register`, a global set-up or `exec`. Returns its handle.
 */
function useEmulator(runner, given) {
  const shared = sharedEmulator();
  const {
    reset = mayReset(runner, shared),
    env = true,
    ...options
  } = validate('useEmulator', given, OPTIONS);
  const { beforeAll, beforeEach, afterAll } = hooks(runner, reset);
  refuseRemoteClients('useEmulator');
  const emulator = shared ? connectShared(shared, options) : startNow(options).unref();
  if (reset) beforeEach(() => emulator.reset());
  if (shared || !env) {
    beforeAll(() => void emulator.ref());
    afterAll(() => emulator.stop());
    return emulator;
  }
  const variables = clientVariables(emulator);
  const previous = setVariables(variables);
  beforeAll(() => {
    emulator.ref();
    // Another file of this process may have set them since.
    setVariables(variables);
  });
  afterAll(async () => {
    setVariables(previous);
    await emulator.stop();
  });
  return emulator;
}

function connectShared({ url }, options) {
  const [name] = Object.keys(options);
  if (name !== undefined) {
    throw new TypeError(
      `useEmulator: option "${name}" needs an emulator of this file, but BAXVERIFY_TEST_EMULATOR ` +
        'names the one that register, a global set-up or exec has started. Set the option there.',
    );
  }
  return connectNow(url);
}

/** A reset must not disturb tests that run at the same time. */
const mayReset = (runner, shared) => !isAva(runner) && shared?.owner !== WHOLE_RUN;

/** The tests of an ava file run concurrently. */
const isAva = (runner) => typeof runner?.after?.always === 'function';

function hooks(runner, reset) {
  const afterAll = isAva(runner) ? runner.after.always : (runner?.afterAll ?? runner?.after);
  const beforeAll = runner?.beforeAll ?? runner?.before;
  if (typeof beforeAll !== 'function' || typeof afterAll !== 'function') {
    throw new TypeError(
      'useEmulator: the first argument must have the hooks of the test runner. Pass globalThis in ' +
        "Jest and mocha, the namespace of node:test or vitest (import * as runner from 'node:test'), " +
        'or the test of ava.',
    );
  }
  const { beforeEach } = runner;
  if (reset && typeof beforeEach !== 'function') {
    throw new TypeError(
      'useEmulator: the first argument must have the hook beforeEach, which resets the emulator. ' +
        'For a test runner without it, pass { reset: false }.',
    );
  }
  return { beforeAll, beforeEach, afterAll };
}

module.exports = { useEmulator };
