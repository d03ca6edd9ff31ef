// For `node --import` and `--require`, and for the set-up files of test runners.
require('./lib/testing/register.js').registerEmulator();
