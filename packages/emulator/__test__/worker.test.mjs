import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const FACE = fileURLToPath(new URL('../index.js', import.meta.url));

const SCRIPT = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { startEmulator } = require(workerData);
  startEmulator({ onMessage() {}, sendLimit: 0 }).then((emulator) => {
    const { url, projectId, apiKey } = emulator;
    parentPort.postMessage({ url, projectId, apiKey });
  });
`;

test('a worker can be terminated while its emulator works', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 20; round += 1) {
    const worker = new Worker(SCRIPT, { eval: true, workerData: FACE });
    const { url, projectId, apiKey } = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    const calls = Array.from({ length: 8 }, (_, n) =>
      fetch(`${url}/auth/sms/send`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'x-project-id': projectId },
        body: JSON.stringify({ phone: `+436641234${n}00` }),
      }).then(
        (response) => response.status,
        () => 'cut',
      ),
    );
    if (round % 2 === 0) await calls[0];
    await worker.terminate();
    for (const status of await Promise.all(calls)) assert.ok([200, 'cut'].includes(status));
    await assert.rejects(fetch(url), 'the emulator ends with its worker');
  }
});

test('a worker that stops its emulator ends by itself', { timeout: 20_000 }, async () => {
  const script = `
    const { workerData } = require('node:worker_threads');
    require(workerData).startEmulator().then((emulator) => emulator.stop());
  `;
  const worker = new Worker(script, { eval: true, workerData: FACE });
  assert.equal(await new Promise((resolve) => worker.once('exit', resolve)), 0);
});
