// Assigned one by one and by name, so that `import { startEmulator }` finds it too.
module.exports.connectEmulator = require('./lib/connect-emulator.js').connectEmulator;
module.exports.startEmulator = require('./lib/start-emulator.js').startEmulator;
