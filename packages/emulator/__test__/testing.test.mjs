import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as runner from 'node:test';
import { useEmulator, withEmulator } from '@baxcloud/baxverify-emulator/testing';
import { clientOf, PHONE } from './support/client.mjs';

const { test } = runner;
const before = process.env.BAXCLOUD_BASE_URL;
const emulator = useEmulator(runner, { codeLength: 8 });
// Hooks run in the order of their registration, so the emulator's own hook has already run.
runner.after(() => assert.equal(process.env.BAXCLOUD_BASE_URL, before));

test('both ways of loading give the same functions', () => {
  const face = createRequire(import.meta.url)('@baxcloud/baxverify-emulator/testing');
  assert.deepEqual([face.useEmulator, face.withEmulator], [useEmulator, withEmulator]);
});

test('the emulator runs, and the environment points to it', async () => {
  assert.equal(process.env.BAXCLOUD_BASE_URL, emulator.url);
  await clientOf(emulator).send({ phone: PHONE });
  assert.match(await emulator.waitForCode(PHONE), /^\d{8}$/);
});

test('each test starts with the initial state', () => {
  assert.deepEqual(emulator.messages(), []);
});

test('hooks of every runner are supported, and other objects are refused', () => {
  const calls = [];
  const hook = (name) => (run) => calls.push([name, typeof run]);
  useEmulator({ beforeAll: hook('all'), beforeEach: hook('each'), afterAll: hook('end') });
  const after = Object.assign(hook('wrong'), { always: hook('always') });
  const ava = Object.assign(() => {}, { before: hook('before'), beforeEach: hook('no'), after });
  const early = useEmulator(ava);
  assert.deepEqual(
    calls.map(([name]) => name),
    ['all', 'each', 'end', 'before', 'always'],
  );
  assert.throws(() => early.url, /only in tests and hooks/);
  for (const none of [undefined, {}, { before() {} }]) {
    assert.throws(() => useEmulator(none), { name: 'TypeError', message: /test runner/ });
  }
});
