// Installations without the binary of this system. The error must name a command that repairs it.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject } from '../consumer.mjs';
import { install } from '../install.mjs';
import { attempt, run } from '../process.mjs';

const { platform, arch } = process;
const target = `${platform}-${arch}${{ linux: '-gnu', win32: '-msvc' }[platform] ?? ''}`;

export async function omitOptional({ folder, registry }) {
  copyProject('login', folder);
  await install(folder, registry, 'npm', ['--omit=optional']);
  await assertMissing(folder, registry);
  await install(folder, registry);
  await assertLoads(folder, registry);
  return 'the error names the package; installing without the flag repairs it';
}

export const whyNoOtherPlatform = () =>
  target === 'linux-x64-gnu' ? undefined : 'it is written for Linux on x64 with glibc';

export async function otherPlatform({ folder, registry }) {
  const other = ['--os=darwin', '--cpu=arm64'];
  const files = ['node_modules', 'package-lock.json'].map((name) => join(folder, name));
  for (const repair of [byFlags, byCleanInstall, byNewLockFile]) {
    copyProject('login', folder);
    await install(folder, registry, 'npm', other);
    const message = await assertMissing(folder, registry);
    await repair(message);
    await assertLoads(folder, registry);
    for (const file of files) rmSync(file, { recursive: true });
  }
  return 'the error names the command; that, npm ci and a new lock file repair it';

  function byFlags(message) {
    const flags = / npm install (--os=linux --cpu=x64 --libc=glibc)$/m.exec(message)[1];
    return install(folder, registry, 'npm', flags.split(' '));
  }

  function byCleanInstall() {
    return run('npm', ['ci'], { cwd: folder, env: registry.env() });
  }

  function byNewLockFile() {
    for (const file of files) rmSync(file, { recursive: true });
    return install(folder, registry);
  }
}

/** @returns {Promise<string>} the message */
async function assertMissing(folder, registry) {
  const { code, message, cause } = await load(folder, registry);
  assert.equal(code, 'BAXVERIFY_BINARY_UNAVAILABLE');
  const [first, ...remedies] = message.split('\n');
  assert.equal(
    first,
    `@baxcloud/baxverify: no native binary for ${target} (node ${process.versions.node}): ` +
      `the package @baxcloud/baxverify-${target} is not installed.`,
  );
  assert.match(
    remedies.join('\n'),
    /--omit=optional.*\n.*npm install --os=.*\n.*package-lock\.json/,
  );
  assert.match(cause, /Cannot find module/);
  return message;
}

async function assertLoads(folder, registry) {
  assert.deepEqual(await load(folder, registry), {});
}

/** Both ways to load must throw the same error. */
async function load(folder, registry) {
  const print =
    "({ code, message, cause }) => console.log(JSON.stringify({ code, message, cause: cause?.message.split('\\n')[0] }))";
  const sources = [
    `try { require('@baxcloud/baxverify'); console.log('{}') } catch (error) { (${print})(error) }`,
    `import('@baxcloud/baxverify').then(() => console.log('{}'), ${print})`,
  ];
  const answers = [];
  for (const source of sources) {
    const options = { cwd: folder, env: registry.env() };
    // Not the exit code: Node 20 and older report an error of a CommonJS file in `import()` twice,
    // once to the caller and once as unhandled.
    const { stdout } = await attempt(process.execPath, ['-e', source], options);
    answers.push(JSON.parse(stdout));
  }
  assert.deepEqual(answers[1], answers[0]);
  return answers[0];
}
