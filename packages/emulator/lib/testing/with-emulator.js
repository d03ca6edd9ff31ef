// Playwright fixtures: an emulator per worker and a project per test.

const { startEmulator } = require('../start-emulator.js');

function withEmulator(test, options = {}) {
  return test.extend({
    emulator: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures.
      async ({}, use) => {
        const emulator = await startEmulator(options);
        await use(emulator);
        await emulator.stop();
      },
      { scope: 'worker' },
    ],
    project: async ({ emulator }, use) => {
      await use(emulator.createProject());
    },
  });
}

module.exports = { withEmulator };
