// Measures an emulator under load: 10,000 sends by 100 clients, with and without a database file,
// and the memory of a day with one million messages and a retention.
//
// node scripts/load.mjs [--messages 1000000]

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEmulator } from '../index.mjs';

const SENDS = 10_000;
const CLIENTS = 100;
const RETENTION_HOURS = 1;
const HOURS = 24;

/** Sends one code and resolves with the milliseconds that it took. */
function send({ port, headers, agent }, phone) {
  const body = JSON.stringify({ phone, purpose: 'LOGIN' });
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const options = { port, agent, method: 'POST', path: '/v1/auth/sms/send', headers };
    const call = request({ host: '127.0.0.1', ...options }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - started);
        else reject(new Error(`status ${response.statusCode}`));
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** Makes `count` sends with so many connections, and returns the sorted times. */
async function sendAll(target, count, connections, firstPhone = 0) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  let next = 0;
  const client = async () => {
    while (next < count) {
      const number = firstPhone + next;
      next += 1;
      times.push(await send({ ...target, agent }, `+43664${String(number).padStart(9, '0')}`));
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return times.sort((a, b) => a - b);
}

/** An emulator in a child process, so that the clients do not share its memory and its threads. */
async function startChild(options) {
  const child = fork(fileURLToPath(import.meta.url), ['--child', JSON.stringify(options)]);
  const [target] = await once(child, 'message');
  const ask = async (question) => {
    child.send(question);
    const [answer] = await once(child, 'message');
    return answer;
  };
  const stop = async () => {
    child.send({ stop: true });
    await once(child, 'exit');
  };
  return { target, ask, stop };
}

async function child(options) {
  const emulator = await startEmulator({ sendLimit: 0, ...options });
  const headers = {
    authorization: `Bearer ${emulator.apiKey}`,
    'x-project-id': emulator.projectId,
  };
  process.on('message', async ({ advance, stop }) => {
    if (stop) {
      await emulator.stop();
      process.disconnect();
      return;
    }
    if (advance) emulator.advance(advance);
    const page = advance ? undefined : emulator.messages().length;
    process.send({ messages: page, resident: process.memoryUsage.rss() });
  });
  process.send({ port: emulator.port, headers });
}

const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

async function burst(name, options) {
  const { target, ask, stop } = await startChild(options);
  const started = performance.now();
  const times = await sendAll(target, SENDS, CLIENTS);
  const seconds = (performance.now() - started) / 1000;
  const { messages, resident } = await ask({});
  await stop();
  const at = (part) => times[Math.ceil(times.length * part) - 1].toFixed(1);
  console.log(
    `${name}: ${SENDS} sends by ${CLIENTS} clients in ${seconds.toFixed(2)} s, ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, lost ${SENDS - messages}, ${megabytes(resident)}`,
  );
}

async function day(total, data) {
  const options = { retention: `${RETENTION_HOURS}h`, maxMessages: 10_000_000, data };
  const { target, ask, stop } = await startChild(options);
  const perHour = Math.ceil(total / HOURS);
  const resident = [];
  for (let hour = 0; hour < HOURS; hour += 1) {
    await sendAll(target, perHour, CLIENTS, hour * perHour);
    resident.push((await ask({ advance: { hours: 1, seconds: 1 } })).resident);
  }
  const after = resident.map((bytes) => megabytes(bytes));
  console.log(
    `a day of ${perHour * HOURS} messages with a retention of ${RETENTION_HOURS} h: ` +
      `${after[1]} after 2 hours, ${after[HOURS / 2 - 1]} after 12, ${after[HOURS - 1]} after 24` +
      (data ? `, file ${megabytes(statSync(data).size)}` : ''),
  );
  await stop();
}

const { values } = parseArgs({
  options: { child: { type: 'string' }, messages: { type: 'string', default: '1000000' } },
});
if (values.child) {
  await child(JSON.parse(values.child));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-load-'));
  try {
    await burst('in memory', {});
    await burst('with a file', { data: join(folder, 'burst.db') });
    await day(Number(values.messages));
    await day(Number(values.messages) / 10, join(folder, 'day.db'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
