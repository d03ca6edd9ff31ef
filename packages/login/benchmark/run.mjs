// All measurements, one after the other. Installs what it needs.
//
// node run.mjs

import { fileURLToPath } from 'node:url';
import { run } from '../../../tools/run.mjs';
import { installOnce } from '../scripts/integration-folders.mjs';
import { prepareRedis } from '../scripts/redis.mjs';

const cwd = fileURLToPath(new URL('.', import.meta.url));
installOnce(cwd);
prepareRedis();
for (const file of ['memory.mjs', 'redis.mjs', 'processes.mjs']) {
  console.log(`\n${file}`);
  run(process.execPath, [file], { cwd });
}
