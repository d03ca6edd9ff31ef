import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect, promisify } from 'node:util';
import { packages } from '../../../tools/packages.mjs';
import { publishedManifest } from '../../../tools/release/packaging/manifests.mjs';
import { stagePackage } from '../../../tools/release/packaging/stage.mjs';
import { publicTypes } from './support/public-types.mjs';
import { clients } from './support/redis-clients.mjs';
import { noRedis, startRedis } from './support/redis-server.mjs';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
/** The module for NestJS needs NestJS to load; its own tests load it. */
const subpaths = Object.keys(manifest.exports).filter(
  (path) => path !== './package.json' && path !== './nestjs',
);

/** The package as it is published: bundled and minified. */
const stage = mkdtempSync(join(tmpdir(), 'baxverify-login-stage-'));
const each = packages.find((one) => join(root, one.folder) === join(folder, '.'));
await stagePackage(each, folder, publishedManifest(manifest), stage);
after(() => rmSync(stage, { recursive: true, force: true }));

/** In bytes, unpacked. Two thirds are code. */
const MOST_BYTES = 167_000;

describe('what is published', () => {
  const target = mkdtempSync(join(tmpdir(), 'baxverify-login-packed-'));
  let packed;
  before(async () => {
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', target];
    const { stdout } = await run('npm', args, { cwd: stage, shell: process.platform === 'win32' });
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

  test('is small', () => {
    assert.ok(packed.unpackedSize <= MOST_BYTES, `${packed.unpackedSize} bytes`);
    assert.ok(packed.size <= MOST_BYTES / 2, `${packed.size} bytes`);
  });

  test('has no comments in its code', () => {
    for (const { path } of packed.files) {
      if (!/\.m?js$/.test(path)) continue;
      const text = readFileSync(join(stage, path), 'utf8');
      assert.doesNotMatch(text, /^\s*(?:\/\/|\/?\*)/m, path);
    }
  });

  test('has short lines, because Node.js prints the one that throws', () => {
    for (const { path } of packed.files) {
      if (!/\.m?js$/.test(path)) continue;
      const lines = readFileSync(join(stage, path), 'utf8').split('\n');
      // Texts are not divided. The longest is a template of Lua.
      const longest = Math.max(...lines.map((line) => line.length));
      assert.ok(longest < 4000, `${path}: ${longest} characters`);
    }
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
      const required = require(join(stage, cjs.default));
      const imported = await import(pathToFileURL(join(stage, esm.default)));
      const names = Object.keys(required).sort();
      const others = new Set(['default', 'module.exports', '__esModule']);
      assert.deepEqual(
        Object.keys(imported).filter((name) => !others.has(name)),
        names,
      );
      for (const name of names) assert.equal(imported[name], required[name], name);
      // Minified, functions and classes are still called what they are called here.
      const source = require(join(folder, cjs.default));
      for (const name of names) assert.equal(required[name].name, source[name].name, name);
      assert.deepEqual(Object.keys(source).sort(), names);
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

test('an error is one of the same class, whichever entry it comes from', async () => {
  const { PhoneLoginError } = require(stage);
  const { PhoneStrategy } = require(join(stage, 'passport.js'));
  const strategy = new PhoneStrategy({
    login: { send() {}, accept() {}, verify: async ({ phone }) => ({ phone }) },
    clientAddress: () => '192.0.2.1',
    onVerified: () => Promise.reject(new Error('no database')),
    onError: () => {},
  });
  const request = { headers: {}, body: { phone: '+4366412345678', code: '123456' } };
  const error = await new Promise((resolve) => {
    Object.assign(Object.create(strategy), { fail: resolve, error: resolve }).authenticate(request);
  });
  assert.equal(error.constructor, PhoneLoginError);
  assert.equal(error.constructor.name, 'PhoneLoginError');
  assert.equal(error.reason, 'internal');
  assert.match(error.stack, /^PhoneLoginError: /);
});

test('a decision of the minified guard is what that of the sources is', async () => {
  const attempt = { phone: '+4366412345678', ip: '192.0.2.1' };
  const decide = async (from) => {
    const { createSendGuard } = require(from);
    const guard = createSendGuard({ limits: { resend: { free: 1, jitter: 0 } } });
    const decisions = [await guard.checkSend(attempt), await guard.checkSend(attempt)];
    return inspect(decisions);
  };
  assert.equal(await decide(stage), await decide(folder));
});

test('so is one of the minified Redis store', { skip: noRedis }, async () => {
  const server = await startRedis();
  const { client, close } = await clients['ioredis 5'].connect(server.port);
  try {
    const decide = async (from, prefix) => {
      const { createSendGuard, redisStore } = require(from);
      const guard = createSendGuard({
        store: redisStore(client, { prefix }),
        secret: 'a secret of the test, 32 characters or more',
        limits: { resend: { free: 1 }, address: { max: 2, windowSeconds: 3600 } },
        budget: { perHour: 4, perDay: 10 },
      });
      const decisions = [];
      for (let index = 0; index < 12; index += 1) {
        const attempt = {
          phone: `+43664123456${index >> 1}${index % 3 && 1}`,
          ip: `192.0.2.${index >> 2}`,
        };
        const decision = await guard.checkSend(attempt);
        await guard.settleSend(decision, ['sent', 'rejected', 'unknown', 'not_sent'][index % 4]);
        const { action } = await guard.checkVerify(attempt);
        decisions.push([decision.action, decision.reason, decision.rule, action]);
      }
      return decisions;
    };
    const decisions = await decide(stage, 'packed');
    assert.deepEqual(decisions, await decide(folder, 'source'));
    assert.ok(new Set(decisions.map(([, , rule]) => rule)).size >= 4, inspect(decisions));
  } finally {
    close();
    await server.stop();
  }
});

test('the command of the minified package runs', async () => {
  const args = [join(stage, 'bin/baxverify-login.js'), 'simulate', '--help'];
  const { stdout } = await run(process.execPath, args);
  assert.match(stdout, /--scenario/);
});

test('an import takes less than 5 ms', async () => {
  const script = `
    const began = performance.now();
    require(${JSON.stringify(stage)});
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
