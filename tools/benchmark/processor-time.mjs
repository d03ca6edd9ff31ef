import { readFileSync } from 'node:fs';

/**
 * The processor time of the JavaScript thread in microseconds. Undefined if neither Node.js nor the
 * system reports it.
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

/** The processor time of all threads in microseconds. */
export function processMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
