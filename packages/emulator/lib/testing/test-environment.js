// The environment variables of a process that runs tests with an emulator.

/** The address of an emulator that the processes below share, and what may reset it. */
const URL_VARIABLE = 'BAXVERIFY_TEST_EMULATOR';
const OWNER_VARIABLE = 'BAXVERIFY_TEST_EMULATOR_OWNER';

/** The owner of an emulator that all test files of a run share. */
const WHOLE_RUN = 'run';

/** Test runners set these in each process or thread that they give test files to. */
const WORKER_VARIABLES = [
  'NODE_TEST_CONTEXT',
  'JEST_WORKER_ID',
  'VITEST_POOL_ID',
  'MOCHA_WORKER_ID',
];

/**
 * Identifies the worker of a test runner. A process that a test starts inherits the variables of
 * its worker, and so has the same identity.
 */
function workerIdentity(env = process.env) {
  return ['worker', ...WORKER_VARIABLES.map((name) => env[name] ?? '')].join('/');
}

/** The variables that connect clients to the emulator, and keep them from other hosts. */
function clientVariables(emulator, env = process.env) {
  return {
    ...emulator.env,
    BAXVERIFY_ALLOW_HOSTS: env.BAXVERIFY_ALLOW_HOSTS ?? hostsOf(emulator.url),
  };
}

/** The same, and how processes below find the emulator. */
function sharedVariables(emulator, owner) {
  return {
    ...clientVariables(emulator),
    [URL_VARIABLE]: emulator.url,
    [OWNER_VARIABLE]: owner,
  };
}

function hostsOf(url) {
  const { hostname } = new URL(url);
  const isLocal = /^(127\.|\[::1\]$|(.+\.)?localhost$)/.test(hostname);
  return isLocal ? 'local' : `local,${hostname}`;
}

/** The shared emulator of this process: `{ url, owner }`, or undefined. */
function sharedEmulator(env = process.env) {
  const url = env[URL_VARIABLE];
  return url ? { url, owner: env[OWNER_VARIABLE] } : undefined;
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

module.exports = {
  WHOLE_RUN,
  clientVariables,
  setVariables,
  sharedEmulator,
  sharedVariables,
  workerIdentity,
};
