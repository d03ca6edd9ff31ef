// How many requests the simulator decides in a second of one processor: a botnet's, and people's.

import { createRequire } from 'node:module';

const { simulate } = createRequire(import.meta.url)('../lib/simulate/simulate.js');

/**
 * @param {number} days of the scenario
 * @returns {Promise<number>}
 */
export async function measureSimulator(days) {
  const settings = { name: 'botnet', policy: 'default', options: {} };
  await simulate({ ...settings, days: days / 10 });
  const before = process.cpuUsage();
  const { requests } = await simulate({ ...settings, days });
  const { user, system } = process.cpuUsage(before);
  return (1e6 * requests) / (user + system);
}
