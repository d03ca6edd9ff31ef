/** Run by ../jest.test.mjs. The names end differently from those of node:test, which must not pick them up. */
module.exports = {
  rootDir: __dirname,
  testMatch: ['<rootDir>/*.jest.cjs'],
  testEnvironment: 'node',
  transform: {},
  maxWorkers: 2,
  cache: false,
};
