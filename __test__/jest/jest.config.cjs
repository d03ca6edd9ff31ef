/**
 * ../jest.test.mjs runs these files. They have their own suffix, so that node:test does not run
 * them.
 */
module.exports = {
  rootDir: __dirname,
  testMatch: ['<rootDir>/*.jest.cjs'],
  testEnvironment: 'node',
  transform: {},
  maxWorkers: 2,
  cache: false,
};
