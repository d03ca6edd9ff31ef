import { readFileSync } from 'node:fs';

/**
 * Microseconds that the JavaScript thread has spent on a processor, or undefined where neither Node nor
 * the system tells.
 */
export function threadMicros() {
  if (process.threadCpuUsage) {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  }
  if (process.platform !== 'linux') return undefined;
  const [nanos] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return Number(nanos) / 1000;
}

/** Microseconds of all threads. */
export function processMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
