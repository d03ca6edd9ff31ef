const { constants } = require('node:os');
const { startEmulator } = require('../start.js');
const { smsLine } = require('./sms.js');

/** Runs until a signal and answers the exit code: 0 when stopped in good order. */
async function serve(options) {
  const emulator = await startEmulator({
    ...options,
    onMessage: (message) => process.stdout.write(smsLine(message)),
  });
  const signalled = firstSignal();
  const variables = Object.entries(emulator.env).map(([name, value]) => `  ${name}=${value}\n`);
  process.stdout.write(
    `BaxVerify emulator listening on ${emulator.url}\n\n${variables.join('')}\n`,
  );
  await signalled;
  await emulator.stop();
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
