// `--on-message`: posts each SMS to a URL, or runs a command with it.

const { spawn } = require('node:child_process');

/** Bounds the memory if the receiver is slow. */
const MAX_QUEUED = 1_000;
const TIMEOUT_MS = 10_000;

/** Returns `{ receive, drain }`. Messages are handed over one at a time, in order. */
function messageHandler(target, report) {
  const deliver = /^https?:\/\//.test(target) ? post : run;
  let queued = 0;
  let last = Promise.resolve();
  const receive = (message) => {
    if (queued >= MAX_QUEUED) {
      report(`--on-message: more than ${MAX_QUEUED} messages are queued; dropped one`);
      return;
    }
    queued += 1;
    last = last
      .then(() => deliver(target, message))
      .catch((error) => report(`--on-message: ${error.message}`))
      .finally(() => {
        queued -= 1;
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
  if (!response.ok) throw new Error(`${url} responded with status ${response.status}`);
}

/** Passes the message as input and in variables. No part of it becomes part of the command line. */
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
      else reject(new Error(`the command exited with ${signal ?? code}`));
    });
    // A command may close its input without reading it.
    child.stdin.on('error', () => {});
    child.stdin.end(`${JSON.stringify(message)}\n`);
  });
}

module.exports = { messageHandler };
