import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const { LATE, within } = require('../lib/stores/deadline.js');

test('an answer in time is the answer, and an error is the error', async () => {
  assert.equal(await within(sleep(1, 'answer'), 10_000), 'answer');
  await assert.rejects(within(Promise.reject(new Error('gone')), 10_000), /gone/);
});

test('without an answer it is late, after its time and not before', async () => {
  for (const milliseconds of [50, 50, 120]) {
    const began = performance.now();
    assert.equal(await within(new Promise(() => {}), milliseconds), LATE);
    assert.ok(performance.now() - began >= milliseconds - 2);
  }
});

test('of many at once each has its own time', async () => {
  const ended = [];
  const all = [];
  for (let index = 0; index < 5; index += 1) {
    all.push(within(new Promise(() => {}), 100).then(() => ended.push(index)));
    all.push(within(sleep(index % 2), 100));
    await sleep(10);
  }
  const began = performance.now();
  assert.equal(await within(new Promise(() => {}), 100), LATE);
  assert.ok(performance.now() - began >= 98);
  await Promise.all(all);
  assert.deepEqual(ended, [0, 1, 2, 3, 4]);
});

test('an answer that waits while the event loop is held up counts', async () => {
  const { promise, port } = arriving();
  const answer = within(promise, 20);
  port.postMessage('answer');
  for (const began = performance.now(); performance.now() - began < 60; );
  assert.equal(await answer, 'answer');
  port.close();
});

function arriving() {
  const { port1, port2 } = new MessageChannel();
  const promise = new Promise((resolve) => {
    port2.onmessage = ({ data }) => {
      port2.close();
      resolve(data);
    };
  });
  return { promise, port: port1 };
}

test('a deadline keeps no process from its end once the answer is there', async () => {
  const file = JSON.stringify(require.resolve('../lib/stores/deadline.js'));
  const script = `require(${file}).within(Promise.resolve(1), 3600000).then(console.log)`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    timeout: 60_000,
  });
  assert.equal(stdout, '1\n');
});

test('a deadline keeps a process that has nothing else until it is late', async () => {
  const file = JSON.stringify(require.resolve('../lib/stores/deadline.js'));
  const script = `
    const { LATE, within } = require(${file});
    within(Promise.resolve(), 50).then(() => within(new Promise(() => {}), 50))
      .then((value) => console.log(value === LATE))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
  assert.equal(stdout, 'true\n');
});
