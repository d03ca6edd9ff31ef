const { constants } = require('node:os');
const { startEmulator } = require('../start-emulator.js');
const { output } = require('./output.js');

/** Runs until a signal, and resolves with exit code 0. */
async function serve(options, flags, handler) {
  const print = output(flags);
  const emulator = await startEmulator({
    ...options,
    onMessage: (message) => {
      print.message(message);
      handler?.receive(message);
    },
  });
  const signal = firstSignal();
  print.listening(emulator);
  await signal;
  await emulator.stop();
  await handler?.drain();
  print.stopped();
  return 0;
}

/**
 * Resolves on the first signal, or when the reader of stdout has closed it. A second signal exits
 * immediately.
 */
function firstSignal() {
  return new Promise((resolve) => {
    let signalled = false;
    const onSignal = (signal) => {
      if (signalled) process.exit(128 + constants.signals[signal]);
      signalled = true;
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    process.stdout.on('error', () => resolve());
  });
}

module.exports = { serve };
