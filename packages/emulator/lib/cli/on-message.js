// `--on-message`: posts each SMS to a URL, or runs a command with it.

const { spawn } = require('node:child_process');

/** Bounds the memory if the receiver is slow. */
const MAX_QUEUED = 1_000;
const TIMEOUT_MS = 10_000;
/** How long the end of the emulator waits for messages that are not yet handed over. */
const DRAIN_MS = 2_000;

/** Returns `{ receive, drain }`. Messages are handed over one at a time, in order. */
function messageHandler(target, report) {
  const deliver = /^https?:\/\//.test(target) ? post : run;
  const stopping = new AbortController();
  let queued = 0;
  let last = Promise.resolve();
  const hand = async (message) => {
    if (stopping.signal.aborted) return;
    const limit = limited(stopping.signal);
    try {
      await deliver(target, message, limit.signal);
      queued -= 1;
    } catch (error) {
      // A message that the stop interrupted counts as left out.
      if (stopping.signal.aborted) return;
      queued -= 1;
      const reason = limit.signal.aborted ? `no end after ${TIMEOUT_MS / 1_000} s` : error.message;
      report(`--on-message: ${reason}`);
    } finally {
      limit.end();
    }
  };
  const receive = (message) => {
    if (queued >= MAX_QUEUED) {
      report(`--on-message: more than ${MAX_QUEUED} messages are queued; dropped one`);
      return;
    }
    queued += 1;
    last = last.then(() => hand(message));
  };
  const drain = async () => {
    const timer = setTimeout(() => {
      if (queued > 0) report(`--on-message: stopped; left out ${queued} of the last messages`);
      stopping.abort();
    }, DRAIN_MS);
    await last;
    clearTimeout(timer);
  };
  return { receive, drain };
}

/** A signal that `stopping` or the timeout aborts. Node 18 lacks `AbortSignal.any`. */
function limited(stopping) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, TIMEOUT_MS);
  stopping.addEventListener('abort', abort);
  const end = () => {
    clearTimeout(timer);
    stopping.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, end };
}

/** Errors of `fetch` can repeat the URL, which may have a secret. */
async function request(url, init) {
  try {
    return await fetch(url, init);
  } catch ({ cause }) {
    throw new Error(
      `the URL did not respond: ${cause?.code ?? cause?.message ?? 'not a valid URL'}`,
    );
  }
}

async function post(url, message, signal) {
  const response = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
    redirect: 'error',
    signal,
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the URL responded with status ${response.status}`);
}

/** Passes the message as input and in variables. No part of it becomes part of the command line. */
function run(command, message, signal) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      signal,
      env: {
        ...process.env,
        BAXVERIFY_PHONE: message.phone,
        BAXVERIFY_CODE: message.code,
        BAXVERIFY_PROJECT_ID: message.projectId,
      },
    });
    child.on('error', reject);
    child.on('exit', (code, killedBy) => {
      if (code === 0) resolve();
      else reject(new Error(`the command exited with ${killedBy ?? code}`));
    });
    // A command may close its input without reading it.
    child.stdin.on('error', () => {});
    child.stdin.end(`${JSON.stringify(message)}\n`);
  });
}

module.exports = { messageHandler };
