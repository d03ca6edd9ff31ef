// Assigned one by one and by name, so that `import { useEmulator }` finds it too.
const { setUpEmulator } = require('./lib/testing/global-setup.js');
const { registerEmulator } = require('./lib/testing/register.js');
const { useEmulator } = require('./lib/testing/use-emulator.js');
const { emulatorWebServer } = require('./lib/testing/web-server.js');
const { withEmulator } = require('./lib/testing/with-emulator.js');

module.exports.emulatorWebServer = emulatorWebServer;
module.exports.registerEmulator = registerEmulator;
module.exports.setUpEmulator = setUpEmulator;
module.exports.useEmulator = useEmulator;
module.exports.withEmulator = withEmulator;
