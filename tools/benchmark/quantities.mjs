/**
 * The results of a round: `rate` in calls per second, `thread` and `process` in microseconds of
 * processor time per call, latencies in milliseconds. A value that a client cannot report is
 * undefined.
 */
export function quantities({ calls, seconds, p50, p99, threadMicros, processMicros, utilization }) {
  return {
    rate: calls / seconds,
    p50,
    p99,
    thread: Number.isFinite(threadMicros) ? threadMicros / calls : undefined,
    process: Number.isFinite(processMicros) ? processMicros / calls : undefined,
    utilization,
  };
}
