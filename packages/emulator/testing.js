// Assigned one by one and by name, so that `import { useEmulator }` finds it too.
const { useEmulator } = require('./lib/testing/use-emulator.js');
const { withEmulator } = require('./lib/testing/with-emulator.js');

module.exports.useEmulator = useEmulator;
module.exports.withEmulator = withEmulator;
