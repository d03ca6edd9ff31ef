// Has calls in flight to each address and nothing else to do. Prints the time of that moment.
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const { way, urls, calls, delay } = JSON.parse(process.argv[2]);

/**
 * From here on, JavaScript has nothing to do. The parent compares this time with the end of the
 * process.
 */
function nothingElse() {
  writeSync(1, `${Date.now()}\n`);
}

function begin(signal, timeout) {
  return urls.flatMap((baseUrl) => {
    const client = new BaxCloudVerifyClient({
      projectId: 'p',
      apiKey: 'k',
      baseUrl,
      maxRetries: 0,
    });
    return Array.from({ length: calls }, (_, at) => {
      const options = { signal, timeout };
      const call =
        at % 2 === 0
          ? client.sendOtp({ phone: `+43${at}` }, options)
          : client.getStats({}, options);
      return call.catch(() => {});
    });
  });
}

const ways = {
  /** Aborts all calls, so that the event loop is empty. */
  async abort() {
    const controller = new AbortController();
    const settled = Promise.all(begin(controller.signal));
    setTimeout(() => {
      nothingElse();
      controller.abort();
    }, delay);
    await settled;
  },
  /** All calls have reached their deadlines. */
  async deadline() {
    await Promise.all(begin(undefined, delay));
    nothingElse();
  },
  exit() {
    begin();
    setTimeout(() => {
      nothingElse();
      process.exit();
    }, delay);
  },
  throw() {
    begin();
    setTimeout(() => {
      nothingElse();
      throw new Error('on purpose');
    }, delay);
  },
  /** Aborts half of the calls, then exits with the others in flight. */
  half() {
    const controller = new AbortController();
    begin(controller.signal);
    begin();
    setTimeout(() => {
      nothingElse();
      controller.abort();
      process.exit();
    }, delay);
  },
  /** Terminates a worker with calls in flight. */
  async worker() {
    const worker = new Worker(new URL('leaving.mjs', import.meta.url), {
      argv: [JSON.stringify({ way: 'stay', urls, calls, delay })],
    });
    await new Promise((resolve) => setTimeout(resolve, delay));
    nothingElse();
    await worker.terminate();
  },
  stay() {
    begin();
  },
};

await ways[way]();
