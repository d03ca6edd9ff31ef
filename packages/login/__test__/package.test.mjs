import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publicTypes } from './support/public-types.mjs';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
/** The module for NestJS needs NestJS to load; its own tests load it. */
const subpaths = Object.keys(manifest.exports).filter(
  (path) => path !== './package.json' && path !== './nestjs',
);

describe('what is published', () => {
  const target = mkdtempSync(join(tmpdir(), 'baxverify-login-packed-'));
  let packed;
  before(async () => {
    const args = [
      'pack',
      '--json',
      '--ignore-scripts',
      '--workspaces=false',
      '--pack-destination',
      target,
    ];
    const { stdout } = await run('npm', args, { cwd: folder, shell: process.platform === 'win32' });
    [packed] = JSON.parse(stdout);
  });
  after(() => rmSync(target, { recursive: true, force: true }));

  test('holds what a user needs and nothing else', () => {
    const files = packed.files.map(({ path }) => path);
    for (const file of [
      'LICENSE',
      'README.md',
      'index.js',
      'index.mjs',
      'index.d.ts',
      'index.d.mts',
    ]) {
      assert.ok(files.includes(file), file);
    }
    const others = files.filter((file) =>
      /__test__|node_modules|scripts|benchmark|\.npmrc|lock/.test(file),
    );
    assert.deepEqual(others, []);
  });

  test('brings no other package', () => {
    assert.equal(manifest.dependencies, undefined);
    const optional = Object.keys(manifest.peerDependencies).filter(
      (name) => name !== '@baxcloud/baxverify',
    );
    assert.deepEqual(Object.keys(manifest.peerDependenciesMeta).sort(), optional.sort());
    for (const name of optional) assert.equal(manifest.peerDependenciesMeta[name].optional, true);
    const sdk = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    assert.equal(manifest.version, sdk.version);
    assert.equal(manifest.peerDependencies['@baxcloud/baxverify'], `^${sdk.version}`);
  });

  test('finds the approval of publint', async () => {
    const tool = join(root, 'node_modules/publint/src/cli.js');
    const tarball = join(target, packed.filename);
    const { stdout } = await run(process.execPath, [tool, 'run', tarball, '--strict']);
    assert.match(stdout, /All good!/);
  });

  test('finds the approval of arethetypeswrong', async () => {
    const tool = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    // The resolution of Node 10 knows no subpaths.
    const args = [
      tool,
      join(target, packed.filename),
      '--no-color',
      '--no-emoji',
      '--profile',
      'node16',
    ];
    const { stdout } = await run(process.execPath, args).catch((error) => error);
    assert.match(stdout, /No problems found/);
  });
});

describe('each entry', () => {
  for (const subpath of subpaths) {
    test(`has the same names by import and by require: ${subpath}`, async () => {
      const { import: esm, require: cjs } = manifest.exports[subpath];
      const required = require(join(folder, cjs.default));
      const imported = await import(new URL(`../${esm.default}`, import.meta.url));
      const names = Object.keys(required).sort();
      const others = new Set(['default', 'module.exports', '__esModule']);
      assert.deepEqual(
        Object.keys(imported).filter((name) => !others.has(name)),
        names,
      );
      for (const name of names) assert.equal(imported[name], required[name], name);
      const types = subpath === '.' ? publicTypes() : readFileSync(join(folder, cjs.types), 'utf8');
      for (const name of names) {
        assert.match(
          types,
          new RegExp(
            `export (declare )?(function|const|class|default|\\{[^}]*\\b)[^;]*\\b${name}\\b`,
          ),
          name,
        );
      }
    });
  }
});

test('an import takes less than 5 ms', async () => {
  const script = `
    const began = performance.now();
    require(${JSON.stringify(folder)});
    console.log(performance.now() - began);`;
  const taken = [];
  // The best of some: other tests run at the same time.
  for (let n = 0; n < 10; n += 1) {
    const { stdout } = await run(process.execPath, ['-e', script]);
    taken.push(Number(stdout));
  }
  assert.ok(Math.min(...taken) < 5, `${taken.join(' ')} ms`);
});

test('without libphonenumber-js a default country is an error that says so', async () => {
  const script = `
    const Module = require('node:module');
    const resolve = Module._resolveFilename;
    Module._resolveFilename = (name, ...rest) => {
      if (name === 'libphonenumber-js') throw new Error('none');
      return resolve(name, ...rest);
    };
    const { createPhoneLogin } = require(${JSON.stringify(folder)});
    const f = () => {};
    const client = { sendOtp: f, verifyOtp: f, validateVerificationToken: f, toJSON: () => ({ projectId: 'p' }) };
    createPhoneLogin({ client });
    try { createPhoneLogin({ client, defaultCountry: 'AT' }); } catch (error) { console.log(error.message); }`;
  const { stdout } = await run(process.execPath, ['-e', script]);
  assert.match(stdout, /npm install libphonenumber-js/);
});
