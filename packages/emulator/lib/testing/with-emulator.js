// For Playwright: an emulator per worker and a project per test, as fixtures.

const { startEmulator } = require('../start.js');

function withEmulator(test, options = {}) {
  return test.extend({
    emulator: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted.
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
