import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { clientOf, PHONE } from './support/client.mjs';

const { test } = runner;
const before = process.env.BAXCLOUD_BASE_URL;
const emulator = useEmulator(runner, { codeLength: 8 });
// It runs already, so that modules that are imported from here on find it.
assert.equal(process.env.BAXCLOUD_BASE_URL, emulator.url);
// Hooks run in the order of their registration, so the emulator's own hook has already run.
runner.after(() => assert.equal(process.env.BAXCLOUD_BASE_URL, before));

test('both ways of loading give the same functions', async () => {
  const name = '@baxcloud/baxverify-emulator/testing';
  assert.deepEqual({ ...createRequire(import.meta.url)(name) }, { ...(await import(name)) });
});

test('the emulator runs, and the environment points to it', async () => {
  assert.equal(process.env.BAXCLOUD_BASE_URL, emulator.url);
  assert.equal(process.env.BAXVERIFY_ALLOW_HOSTS, 'local');
  await clientOf(emulator).send({ phone: PHONE });
  assert.match(await emulator.waitForCode(PHONE), /^\d{8}$/);
});

test('each test starts with the initial state', () => {
  assert.deepEqual(emulator.messages(), []);
});

test('hooks of every runner are supported, and other objects are refused', () => {
  const calls = [];
  const hook = (name) => (run) => calls.push([name, typeof run]);
  const all = { beforeAll: hook('all'), beforeEach: hook('each'), afterAll: hook('end') };
  useEmulator(all, { env: false });
  const after = Object.assign(hook('wrong'), { always: hook('always') });
  const ava = Object.assign(() => {}, { before: hook('before'), beforeEach: hook('no'), after });
  useEmulator(ava, { env: false });
  assert.deepEqual(
    calls.map(([name]) => name),
    ['each', 'all', 'end', 'before', 'always'],
  );
  for (const none of [undefined, {}, { before() {} }]) {
    assert.throws(() => useEmulator(none), {
      name: 'TypeError',
      message: /globalThis .*import \* as runner/,
    });
  }
});

test('what is wrong is found before an emulator starts', () => {
  const { BAXCLOUD_BASE_URL } = process.env;
  const registered = [];
  const hook = (run) => registered.push(run);
  const before = { before: hook, after: hook };
  const all = { ...before, beforeEach: hook };
  for (const [hooks, options, message] of [
    [before, undefined, /^useEmulator: .* must have the hook beforeEach, .* \{ reset: false \}\.$/],
    [before, { reset: true }, /beforeEach/],
    [all, null, /^useEmulator: expected an object of options, got null$/],
    [all, 5, /^useEmulator: expected an object of options, got 5$/],
    [all, { reset: 'no' }, /^useEmulator: option "reset" must be a boolean, got "no"$/],
    [all, { codeLenght: 8 }, /^useEmulator: unknown option "codeLenght"; .*, reset, env$/],
  ]) {
    assert.throws(() => useEmulator(hooks, options), { name: 'TypeError', message });
  }
  assert.equal(registered.length, 0);
  assert.equal(process.env.BAXCLOUD_BASE_URL, BAXCLOUD_BASE_URL);
});

test('a runner without beforeEach can have an emulator without resets', async () => {
  const registered = [];
  const hook = (run) => registered.push(run);
  const other = useEmulator({ before: hook, after: hook }, { reset: false, env: false });
  assert.match(other.url, /^http:/);
  assert.equal(registered.length, 2);
  await other.stop();
});
