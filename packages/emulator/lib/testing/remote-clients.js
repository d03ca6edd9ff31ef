const { errorWithCode } = require('../connection/errors.js');

/** The SDK counts the clients whose host is not this machine: `lib/made-clients.mjs`. */
const COUNT = Symbol.for('@baxcloud/baxverify/remoteClients');

/** Throws if a client exists that would call the real service, or any other host. */
function refuseRemoteClients(caller) {
  const count = globalThis[COUNT];
  if (!(count > 0)) return;
  throw errorWithCode(
    'EMULATOR_REAL_CLIENT',
    `${caller}: the application has already created ${count} client(s) for the real service or ` +
      'another host. Tests could send real SMS. Start the emulator before the application is ' +
      'loaded: node --import @baxcloud/baxverify-emulator/register, or the same for your test ' +
      'runner. More: https://github.com/baxcloud/baxverify-node/blob/main/docs/emulator.md#start-the-emulator-before-the-application',
  );
}

module.exports = { refuseRemoteClients };
