const { constants } = require('node:os');
const { startEmulator } = require('../start.js');
const { output } = require('./output.js');

/** Runs until a signal and answers the exit code: 0 when stopped in good order. */
async function serve(options, flags, receiver) {
  const print = output(flags);
  const emulator = await startEmulator({
    ...options,
    onMessage: (message) => {
      print.message(message);
      receiver?.receive(message);
    },
  });
  const signalled = firstSignal();
  print.listening(emulator);
  await signalled;
  await emulator.stop();
  await receiver?.drain();
  print.stopped();
  return 0;
}

/** The first signal asks, the second one insists. A reader that is gone asks as well. */
function firstSignal() {
  return new Promise((resolve) => {
    let asked = false;
    const ask = (signal) => {
      if (asked) process.exit(128 + constants.signals[signal]);
      asked = true;
      resolve();
    };
    process.on('SIGINT', ask);
    process.on('SIGTERM', ask);
    process.stdout.on('error', () => resolve());
  });
}

module.exports = { serve };
