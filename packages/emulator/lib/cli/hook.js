// `--on-message`: what is done with each SMS: a POST to an address, or a command.

const { spawn } = require('node:child_process');

/** A receiver that is slower than the messages come must not fill memory. */
const MOST_WAITING = 1_000;
const TIMEOUT_MS = 10_000;

/** Answers `{ receive, drain }`: messages go one after the other, in the order in which they came. */
function hook(target, report) {
  const deliver = /^https?:\/\//.test(target) ? post : run;
  let waiting = 0;
  let last = Promise.resolve();
  const receive = (message) => {
    if (waiting >= MOST_WAITING) {
      report(`--on-message: more than ${MOST_WAITING} messages are waiting; left one out`);
      return;
    }
    waiting += 1;
    last = last
      .then(() => deliver(target, message))
      .catch((error) => report(`--on-message: ${error.message}`))
      .finally(() => {
        waiting -= 1;
      });
  };
  return { receive, drain: () => last };
}

async function post(url, message) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}

/** The message is the command's input; nothing of it becomes part of the command line. */
function run(command, message) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      timeout: TIMEOUT_MS,
      env: {
        ...process.env,
        BAXVERIFY_PHONE: message.phone,
        BAXVERIFY_CODE: message.code,
        BAXVERIFY_PROJECT_ID: message.projectId,
      },
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`the command ended with ${signal ?? code}`));
    });
    // A command that does not read its input closes it.
    child.stdin.on('error', () => {});
    child.stdin.end(`${JSON.stringify(message)}\n`);
  });
}

module.exports = { hook };
