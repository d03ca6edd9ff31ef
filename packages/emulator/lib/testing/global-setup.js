// One emulator for all test files of a run, for the global set-up of test runners.

const { startNow } = require('../start-emulator.js');
const { refuseRemoteClients } = require('./remote-clients.js');
const {
  setVariables,
  sharedEmulator,
  sharedVariables,
  WHOLE_RUN,
} = require('./test-environment.js');

/** Starts the emulator and sets `process.env`. Returns a function that undoes both. */
function setUpEmulator(options) {
  // In watch mode, runners call it again.
  if (sharedEmulator()) return async () => {};
  refuseRemoteClients('setUpEmulator');
  // Jest has no function to undo it here. The emulator then ends with the process.
  const emulator = startNow(options).unref();
  const previous = setVariables(sharedVariables(emulator, WHOLE_RUN));
  return async () => {
    setVariables(previous);
    await emulator.stop();
  };
}

module.exports = { setUpEmulator };
