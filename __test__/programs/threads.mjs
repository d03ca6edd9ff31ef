// Starts and ends workers that use the package, while this thread does not. Counts native threads.
import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const [baseUrl, ...counts] = process.argv.slice(2);
const [rounds, together, inFlight] = counts.map(Number);

function threads() {
  return readdirSync('/proc/self/task').filter((id) => {
    try {
      return readFileSync(`/proc/self/task/${id}/comm`, 'utf8').startsWith('baxverify');
    } catch {
      return false;
    }
  }).length;
}

let most = 0;
for (let round = 0; round < rounds; round++) {
  const workers = Array.from({ length: together }, () => {
    const file = new URL('worker.mjs', import.meta.url);
    return new Worker(file, { workerData: { baseUrl, inFlight } });
  });
  const exits = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
  const messages = await Promise.all(
    workers.map((worker) => {
      return new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
      });
    }),
  );
  for (const { stats } of messages) if (stats.sent !== 1) throw new Error('wrong answer');
  most = Math.max(most, threads());
  // Half of the workers end by themselves, with nothing in flight.
  await Promise.all(
    workers.map((worker, index) => {
      return inFlight || index % 2 ? worker.terminate() : exits[index];
    }),
  );
}
// The system needs some time to remove ended threads from the list.
for (let wait = 0; wait < 50 && threads() > 0; wait++) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
console.log(JSON.stringify({ most, left: threads() }));
