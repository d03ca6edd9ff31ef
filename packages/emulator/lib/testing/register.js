// Starts an emulator before the modules of an application are loaded.

const native = require('../../native.js');
const { Emulator } = require('../emulator.js');
const { startInProcess } = require('../start-emulator.js');
const { refuseRemoteClients } = require('./remote-clients.js');
const {
  setVariables,
  sharedEmulator,
  sharedVariables,
  WHOLE_RUN,
  workerIdentity,
} = require('./test-environment.js');

/**
 * The emulator of this thread is kept in the exports of the addon. Unlike this module, they are the
 * same in every sandbox of Jest.
 */
const OF_THREAD = Symbol.for('@baxcloud/baxverify-emulator/registered');

/**
 * Starts an emulator for this process and sets `process.env`. Does nothing in a process that
 * belongs to another one with an emulator.
 */
function registerEmulator(options) {
  const shared = sharedEmulator();
  const identity = workerIdentity();
  if (shared?.owner === WHOLE_RUN || shared?.owner === identity) return;
  refuseRemoteClients('registerEmulator');
  const registered = native[OF_THREAD];
  if (registered) {
    // The next test file of the same worker, in its own sandbox.
    native.control(registered.handle, 'POST', '/emulator/reset', '');
    setVariables(registered.variables);
    return;
  }
  const connection = startInProcess(options);
  if (options?.onMessage) connection.keepAlive(false);
  else connection.detach();
  const variables = sharedVariables(new Emulator(connection), identity);
  native[OF_THREAD] = { handle: connection.handle, variables };
  setVariables(variables);
}

module.exports = { registerEmulator };
