// Calls names whose lookup never ends, and at the same time names that resolve immediately.
import { writeSync } from 'node:fs';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const { port, hanging, distinct, good } = JSON.parse(process.argv[2]);

const clientOf = (host) =>
  new BaxCloudVerifyClient({
    projectId: 'p',
    apiKey: 'k',
    baseUrl: `http://${host}:${port}/v1`,
    maxRetries: 0,
  });
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function timed(call) {
  const began = performance.now();
  const end = await call().then(
    () => 'ok',
    ({ code, outcome }) => `${code} ${outcome}`,
  );
  return { end, took: performance.now() - began };
}

// Warms up the code and starts the thread.
await clientOf('127.0.0.1').getStats();

const overdue = timed(() =>
  clientOf('overdue.hang.internal').sendOtp({ phone: '+431' }, { timeout: 500 }),
);
const controller = new AbortController();
const { signal } = controller;
const calls = Array.from({ length: hanging }, (_, at) => {
  const host = `${distinct ? at : 'same'}.hang.internal`;
  return clientOf(host)
    .sendOtp({ phone: '+431' }, { signal })
    .catch((reason) => reason);
});
await pause(200);
const found = [];
for (const host of good) found.push(await timed(() => clientOf(host).sendOtp({ phone: '+431' })));
found.push(...(await Promise.all(good.map((host) => timed(() => clientOf(host).getStats())))));
const result = { found, overdue: await overdue };
// A call that only waits for its lookup ends when it is aborted.
controller.abort('enough');
const aborted = await Promise.all(calls);
result.aborted = aborted.filter((reason) => reason === 'enough').length;
writeSync(1, JSON.stringify({ ...result, last: Date.now() }));
