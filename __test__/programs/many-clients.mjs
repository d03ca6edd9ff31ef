// Creates many clients that each make a call. Reports threads, memory and time.
import { readdirSync, readFileSync } from 'node:fs';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const [baseUrl, count] = process.argv.slice(2);
const clients = [];

function add() {
  const projectId = `project_${clients.length}`;
  const client = new BaxCloudVerifyClient({ projectId, apiKey: `key_${clients.length}`, baseUrl });
  clients.push(client);
  return client;
}

/**
 * The number of threads of this process and of the SDK, or nothing if the system does not list
 * them.
 */
function threads() {
  if (process.platform !== 'linux') return { all: 0, own: 0 };
  const names = readdirSync('/proc/self/task').map((id) =>
    readFileSync(`/proc/self/task/${id}/comm`, 'utf8'),
  );
  return { all: names.length, own: names.filter((name) => name.startsWith('baxverify')).length };
}

function memory() {
  for (let pass = 0; pass < 3; pass++) globalThis.gc();
  return process.memoryUsage().rss;
}

// By then, everything that the process needs anyway is loaded.
for (let warm = 0; warm < 20; warm++) await add().getStats();
const before = { threads: threads(), memory: memory() };

for (let made = 0; made < Number(count); made++) add();
const idle = { threads: threads(), memory: memory() };

for (const client of clients) await client.getStats();
const after = { threads: threads(), memory: memory() };
console.log(JSON.stringify({ before, idle, after }));
