const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const { startEmulator } = require('../start-emulator.js');
const { shortenPath } = require('../shorten.js');
const { sharedVariables, WHOLE_RUN } = require('../testing/test-environment.js');
const { output } = require('./output.js');

const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;

/** Runs a command with an emulator, and resolves with the exit code of the command. */
async function exec([command, ...args], options, flags, handler) {
  const print = output(flags, { stream: process.stderr, prefix: '[baxverify-emulator] ' });
  const emulator = await startEmulator({
    ...options,
    onMessage: (message) => {
      print.message(message);
      handler?.receive(message);
    },
  });
  try {
    const variables = sharedVariables(emulator, WHOLE_RUN);
    return await run(command, args, { ...variables, ...webhookVariable(emulator, options) });
  } finally {
    await emulator.stop();
    await handler?.drain();
  }
}

/** The secret that the command verifies webhooks with. */
function webhookVariable(emulator, { webhook }) {
  if (webhook === undefined) return {};
  return { BAXCLOUD_WEBHOOK_SECRET: emulator.updateProject({}).webhook.secret };
}

function run(command, args, variables) {
  return new Promise((resolve) => {
    let child;
    try {
      child = spawn(command, args, {
        stdio: 'inherit',
        shell: isWindowsScript(command),
        env: { ...process.env, ...variables },
      });
    } catch (error) {
      // Node throws some errors, such as that of a name that is too long.
      resolve(notStarted(command, error));
      return;
    }
    const stopForwarding = forwardSignals(child);
    const end = (code) => {
      stopForwarding();
      resolve(code);
    };
    child.on('error', (error) => {
      // An error after the start, such as a failed signal, does not end the command.
      if (child.pid !== undefined) return;
      end(notStarted(command, error));
    });
    child.on('exit', (code, signal) => end(code ?? 128 + constants.signals[signal]));
  });
}

/** Reports why a command has not started, and returns the exit code. */
function notStarted(command, { code }) {
  const isMissing = code === 'ENOENT';
  const reason = isMissing ? 'command not found' : `cannot be run (${code})`;
  process.stderr.write(`baxverify-emulator: ${shortenPath(command)}: ${reason}\n`);
  return isMissing ? NOT_FOUND : NOT_RUNNABLE;
}

/** npm and other package managers are .cmd files on Windows, which need a shell. */
function isWindowsScript(command) {
  return process.platform === 'win32' && /^(npm|npx|pnpm|yarn|.+\.(cmd|bat))$/i.test(command);
}

function forwardSignals(child) {
  const forward = (signal) => {
    // In a terminal, Ctrl-C sends SIGINT to the command too.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}

module.exports = { exec };
