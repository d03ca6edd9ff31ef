// For the option `globalSetup` of Vitest, Jest and Playwright.
const { setUpEmulator } = require('./lib/testing/global-setup.js');

module.exports = () => setUpEmulator();
