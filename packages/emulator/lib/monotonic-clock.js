// The clock and the timers for waits, as they were when this module was loaded. Libraries that fake
// timers replace the globals, and then no wait would end.

const { performance } = require('node:perf_hooks');
const { setTimeout: pause } = require('node:timers/promises');

/** Milliseconds since a moment in the past. A change of the system's clock has no effect. */
const now = performance.now.bind(performance);

module.exports = { now, pause };
