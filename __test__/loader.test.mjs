import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { manifest, ROOT, run } from './support/process.mjs';
import { json, Server } from './support/server.mjs';

const packages = [
  { name: '@baxcloud/baxverify', file: path.join(ROOT, 'index.js') },
  {
    name: '@baxcloud/baxverify-emulator',
    file: path.join(ROOT, 'packages/emulator/native.js'),
  },
];

/** A project in which only the package's loader is installed. */
function project(t, { name, file }) {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'baxverify-loader-')));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const installed = path.join(folder, 'node_modules', name);
  mkdirSync(installed, { recursive: true });
  copyFileSync(file, path.join(installed, 'index.js'));
  return {
    installed,
    addPackage(target, source) {
      const other = path.join(folder, 'node_modules', `${name}-${target}`);
      mkdirSync(other);
      writeFileSync(path.join(other, 'index.js'), source);
    },
    /** Loads it as on the given system. Returns the code, message and cause of the error. */
    async load({ platform, arch, musl = false, muslToo = musl, env = {} }) {
      const source = `
        Object.defineProperties(process, {
          platform: { value: '${platform}' },
          arch: { value: '${arch}' },
          report: {
            value: { getReport: () => ({ header: { glibcVersionRuntime: ${musl ? undefined : "'2.36'"} } }) },
          },
        });
        const fs = require('node:fs');
        const { existsSync } = fs;
        fs.existsSync = (file) => /ld-musl/.test(file) ? ${muslToo} : existsSync(file);
        try {
          const { which } = require('${name}');
          console.log(JSON.stringify({ which }));
        } catch ({ code, message, cause }) {
          console.log(JSON.stringify({ code, message, cause: cause?.message }));
        }`;
      const { stdout, stderr } = await run(process.execPath, ['-e', source], { cwd: folder, env });
      assert.equal(stderr, '');
      return JSON.parse(stdout);
    },
  };
}

/** The SDK works on other systems too: see the end of this file. */
const hasFetch = (name) => name === '@baxcloud/baxverify' && 'it has the fetch build';

for (const entry of packages) {
  const { name } = entry;
  describe(`the loader of ${name}`, () => {
    for (const [system, target] of [
      [{ platform: 'linux', arch: 'x64' }, 'linux-x64-gnu'],
      [{ platform: 'linux', arch: 'arm64' }, 'linux-arm64-gnu'],
      [{ platform: 'linux', arch: 'x64', musl: true }, 'linux-x64-musl'],
      [{ platform: 'linux', arch: 'arm64', musl: true }, 'linux-arm64-musl'],
      [{ platform: 'darwin', arch: 'x64' }, 'darwin-x64'],
      [{ platform: 'darwin', arch: 'arm64' }, 'darwin-arm64'],
      [{ platform: 'win32', arch: 'x64' }, 'win32-x64-msvc'],
      [{ platform: 'win32', arch: 'arm64' }, 'win32-arm64-msvc'],
    ]) {
      test(`names the package that ${target} lacks, and how to get it`, async (t) => {
        const { code, message, cause } = await project(t, entry).load(system);
        assert.equal(code, 'BAXVERIFY_BINARY_UNAVAILABLE');
        assert.ok(message.startsWith(`${name}: no native binary for ${target} (`), message);
        assert.ok(message.includes(`node ${process.versions.node}`), message);
        assert.ok(message.includes(`the package ${name}-${target} is not installed.`), message);
        assert.ok(message.includes('--omit=optional'), message);
        const libc = { gnu: ' --libc=glibc', musl: ' --libc=musl' }[target.split('-')[2]] ?? '';
        const command = `npm install --os=${system.platform} --cpu=${system.arch}${libc}\n`;
        assert.ok(message.includes(command), message);
        assert.ok(message.includes('package-lock.json'), message);
        assert.doesNotMatch(message, /undefined/);
        assert.match(cause, /Cannot find module/);
      });

      test(`loads the package of ${target}`, async (t) => {
        const { load, addPackage } = project(t, entry);
        addPackage(target, binding(target));
        if (name === '@baxcloud/baxverify') {
          // The SDK does not export the binding. The test only checks that it loads without an
          // error.
          assert.deepEqual(await load(system), {});
        } else {
          assert.deepEqual(await load(system), { which: target });
        }
      });
    }

    test('refuses a binary of another version', async (t) => {
      const { load, addPackage } = project(t, entry);
      addPackage('linux-x64-gnu', "module.exports = { VERSION: '0.0.9' };");
      const { code, message } = await load({ platform: 'linux', arch: 'x64' });
      assert.equal(code, 'BAXVERIFY_BINARY_UNAVAILABLE');
      assert.match(message, /another version: .*-linux-x64-gnu has version 0\.0\.9, /);
      assert.ok(message.includes(`${name} has version ${manifest.version}`), message);
      assert.match(message, /install again/);
    });

    test('says why a binary cannot be loaded', async (t) => {
      const { load, installed } = project(t, entry);
      const kind = name.endsWith('emulator') ? 'baxverify-emulator' : 'baxverify';
      writeFileSync(path.join(installed, `${kind}.linux-x64-gnu.node`), 'not a binary');
      const { code, message, cause } = await load({ platform: 'linux', arch: 'x64' });
      assert.equal(code, 'BAXVERIFY_BINARY_UNAVAILABLE');
      assert.match(message, /the native binary for linux-x64-gnu exists but cannot be loaded/);
      assert.match(message, /glibc 2\.17/);
      assert.ok(cause.length > 0 && message.includes(cause), message);
    });

    test('knows a bundle whose binary was not copied with it', async (t) => {
      const { load, installed } = project(t, entry);
      const place = path.join(installed, 'index.js');
      const file = './baxverify.linux-x64-gnu-39k2vddv.node';
      const source = readFileSync(place, 'utf8');
      const bundle = source.replace(`require('${name}-linux-x64-gnu')`, `require('${file}')`);
      assert.notEqual(bundle, source);
      writeFileSync(place, bundle);
      const { code, message } = await load({ platform: 'linux', arch: 'x64' });
      assert.equal(code, 'BAXVERIFY_BINARY_UNAVAILABLE');
      assert.match(message, /: the package is in a bundle and cannot load the native binary/);
      assert.ok(message.includes(`Cannot find module '${file}'`), message);
    });

    test('names the setting of Next.js in its bundles', async (t) => {
      const { load, installed } = project(t, entry);
      const place = path.join(installed, 'index.js');
      // As in a bundle of ES modules.
      writeFileSync(place, readFileSync(place, 'utf8').replaceAll('__dirname', '__none'));
      const system = { platform: 'linux', arch: 'x64' };
      const setting = `(serverExternalPackages: ['${name}'] in next.config)`;
      const { message } = await load({ ...system, env: { NEXT_RUNTIME: 'nodejs' } });
      assert.ok(message.includes(`out of the bundle ${setting} and install it`), message);
      const { message: elsewhere } = await load(system);
      assert.ok(elsewhere.includes('out of the bundle and install it'), elsewhere);
    });

    test('loads the binary of the other libc if only that is installed', async (t) => {
      const { load, addPackage } = project(t, entry);
      addPackage('linux-x64-musl', binding('linux-x64-musl'));
      const { code } = await load({ platform: 'linux', arch: 'x64' });
      assert.equal(code, undefined);
    });

    test('is not misled by musl on a glibc system', async (t) => {
      const { load } = project(t, entry);
      const { message } = await load({
        platform: 'linux',
        arch: 'x64',
        musl: false,
        muslToo: true,
      });
      assert.ok(message.includes(`the package ${name}-linux-x64-gnu is not installed.`), message);
    });

    test('asks for the binary of its own libc if the other one does not load', async (t) => {
      const { load, addPackage } = project(t, entry);
      addPackage('linux-x64-musl', "throw new Error('libc.musl-x86_64.so.1: cannot open');");
      const { message } = await load({ platform: 'linux', arch: 'x64' });
      assert.ok(message.includes(`the package ${name}-linux-x64-gnu is not installed.`), message);
    });

    test('lists the supported systems on an unsupported one', {
      skip: hasFetch(name),
    }, async (t) => {
      const { code, message } = await project(t, entry).load({ platform: 'sunos', arch: 'x64' });
      assert.equal(code, 'BAXVERIFY_BINARY_UNAVAILABLE');
      assert.match(message, /no native binary for sunos-x64/);
      assert.match(message, /linux-arm64-musl.*win32-x64-msvc/);
      assert.match(message, /npm install github:/);
    });
  });
}

function binding(target) {
  return `module.exports = { VERSION: '${manifest.version}', which: '${target}' };`;
}

test('the SDK says which flag keeps it from loading its binary', async () => {
  const program = "require('@baxcloud/baxverify');";
  const { code, stderr } = await run(process.execPath, ['--no-addons', '-e', program]);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /\n\nError: @baxcloud\/baxverify: this process may not load native binaries/,
  );
  assert.match(stderr, /started with --no-addons/);
  assert.match(stderr, /import @baxcloud\/baxverify\/fetch/);
  assert.match(stderr, /BAXVERIFY_BINARY_UNAVAILABLE/);
});

describe('the SDK on a system without a binary', () => {
  /** Makes a call as on this system, and returns the build, the result and the warnings. */
  async function callOn(t, { platform = process.platform, arch = 'x64', more = '' }, flags = []) {
    const server = await Server.start(t);
    server.reply(json({ a: 1 }));
    const program = `
      Object.defineProperties(process, {
        platform: { value: '${platform}' },
        arch: { value: '${arch}' },
      });
      ${more}
      const { BaxCloudVerifyClient } = require('@baxcloud/baxverify');
      const options = { projectId: 'p', apiKey: 'bax_sk_k', baseUrl: process.argv[1] };
      new BaxCloudVerifyClient(options).getStats().then((value) =>
        console.log(JSON.stringify({ build: BaxCloudVerifyClient.build, value })));`;
    const args = [...flags, '-e', program, server.url];
    const { code, stdout, stderr } = await run(process.execPath, args);
    assert.equal(code, 0, stderr);
    const userAgent = server.last.headers['user-agent'];
    return {
      ...JSON.parse(stdout),
      userAgent,
      warnings: stderr.match(/BaxVerifyWarning/g) ?? [],
      stderr,
    };
  }

  for (const [system, named] of [
    [{ platform: 'freebsd' }, 'freebsd-x64'],
    [{ platform: 'linux', arch: 'arm' }, 'linux-arm'],
    [{ platform: 'linux', arch: 'riscv64' }, 'linux-riscv64'],
    [{ platform: 'android', arch: 'arm64' }, 'android-arm64'],
    [
      {
        platform: 'linux',
        more: "Object.defineProperty(process.versions, 'webcontainer', { value: '1' });",
      },
      'WebContainers',
    ],
  ]) {
    test(`uses the fetch build, with one warning: ${named}`, async (t) => {
      const { build, value, userAgent, warnings, stderr } = await callOn(t, system);
      assert.equal(build, 'fetch');
      assert.deepEqual(value, { a: 1 });
      assert.match(userAgent, /; fetch\)$/);
      assert.equal(warnings.length, 1, stderr);
      assert.ok(stderr.includes(`no native binary for ${named} and uses its fetch build`), stderr);
      assert.ok(stderr.includes('import @baxcloud/baxverify/fetch'), stderr);
    });
  }

  test('warns not if the warning is disabled', async (t) => {
    const flag = '--disable-warning=BAXVERIFY_FETCH_BUILD';
    const { build, stderr } = await callOn(t, { platform: 'freebsd' }, [flag]);
    assert.equal(build, 'fetch');
    assert.equal(stderr, '');
  });

  test('does not load it where a binary exists', async (t) => {
    const more = `
      process.on('exit', () => {
        const found = Object.keys(require.cache).filter((file) => /fetch-native/.test(file));
        if (found.length > 0) process.exitCode = 7;
      });`;
    const { build, stderr } = await callOn(t, { arch: process.arch, more });
    assert.equal(build, 'native');
    assert.equal(stderr, '');
  });
});
