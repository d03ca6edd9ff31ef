import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { gzipSync } from 'node:zlib';
import { addons, manifestOf, packages } from '../tools/packages.mjs';
import { noticesFile } from '../tools/release/notices/crates.mjs';
import { manifest, ROOT, run, runTool } from './support/process.mjs';
import { json, Server } from './support/server.mjs';

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'baxverify-package-')));
const packed = path.join(folder, 'packed');
const project = path.join(folder, 'project');
const installed = path.join(project, 'node_modules/@baxcloud/baxverify');
const tarball = path.join(packed, `baxcloud-baxverify-${manifest.version}.tgz`);
let files;

before(async () => {
  const script = path.join(ROOT, 'tools/release/pack.mjs');
  const { code, stderr } = await run(process.execPath, [script, '--out', packed], {
    limit: 300_000,
  });
  assert.equal(code, 0, stderr);
  files = await list(tarball);
  mkdirSync(installed, { recursive: true });
  await unpack(tarball, installed);
  for (const name of await binaryPackages()) {
    const target = path.join(project, 'node_modules', name.replace('baxcloud-', '@baxcloud/'));
    mkdirSync(target);
    await unpack(path.join(packed, `${name}-${manifest.version}.tgz`), target);
  }
  writeFileSync(path.join(project, 'package.json'), '{"name":"project","private":true}');
});
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

/** The tarballs of the SDK that were packed here, without scope and version. */
async function binaryPackages() {
  return readdirSync(packed)
    .filter((file) => /^baxcloud-baxverify-(linux|darwin|win32)/.test(file))
    .map((file) => file.replace(`-${manifest.version}.tgz`, ''));
}

/** Only relative names, because some versions of tar treat a drive letter as a host. */
async function tar(args) {
  const { code, stdout, stderr } = await run('tar', args, { cwd: folder });
  assert.equal(code, 0, stderr);
  return stdout;
}

async function list(archive) {
  const names = await tar(['-tzf', path.relative(folder, archive)]);
  return names
    .split(/\r?\n/)
    .filter(Boolean)
    .map((name) => name.replace('package/', ''))
    .sort();
}

async function unpack(archive, target) {
  const [from, to] = [archive, target].map((name) => path.relative(folder, name));
  await tar(['-xzf', from, '-C', to, '--strip-components=1']);
}

/** Writes a file of the consumer's project and runs it with Node. */
async function runInProject(name, source, args = []) {
  writeFileSync(path.join(project, name), source);
  const { code, stdout, stderr } = await run(process.execPath, [name, ...args], { cwd: project });
  assert.equal(stderr, '');
  assert.equal(code, 0);
  return stdout;
}

describe('the tarball', () => {
  test('contains what a user needs and nothing else', () => {
    const expected = [
      'AGENTS.md',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/baxverify.js',
      'browser.d.mts',
      'browser.d.ts',
      'browser.js',
      'browser.mjs',
      'doctor.js',
      'fetch-native.js',
      'fetch.d.mts',
      'fetch.d.ts',
      'fetch.js',
      'fetch.mjs',
      'index.bundler.mjs',
      'index.d.mts',
      'index.d.ts',
      'index.js',
      'index.mjs',
      'llms.txt',
      'package.json',
      'webhooks.bundler.mjs',
      'webhooks.d.mts',
      'webhooks.d.ts',
      'webhooks.edge.mjs',
      'webhooks.js',
      'webhooks.mjs',
    ];
    assert.deepEqual(files, expected);
  });

  test('adds no other package and runs no install script', () => {
    const packed = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
    for (const field of ['dependencies', 'peerDependencies', 'bundleDependencies', 'scripts']) {
      assert.equal(packed[field], undefined, field);
    }
    assert.deepEqual(
      packed.optionalDependencies,
      Object.fromEntries(
        ['linux-x64-gnu', 'linux-arm64-gnu', 'linux-x64-musl', 'linux-arm64-musl']
          .concat(['darwin-x64', 'darwin-arm64', 'win32-x64-msvc', 'win32-arm64-msvc'])
          .map((target) => [`@baxcloud/baxverify-${target}`, manifest.version]),
      ),
    );
    assert.equal(existsSync(path.join(installed, 'binding.gyp')), false);
    assert.deepEqual(packed.engines, { node: '>=18' });
    assert.equal(packed.version, manifest.version);
  });

  test('passes publint', async () => {
    const { code, stdout } = await runTool('publint/src/cli.js', ['run', tarball, '--strict']);
    assert.doesNotMatch(stdout, /Warnings:|Errors:/);
    // Parcel reads that field, and not `exports`.
    const findings = stripVTControlCharacters(stdout).match(/^\d+\. .*$/gm);
    assert.equal(findings?.length, 1, stdout);
    assert.match(findings[0], /^1\. pkg\.browser with a string value can be refactored/);
    assert.equal(code, 0);
  });

  test('passes arethetypeswrong', async () => {
    const tool = '@arethetypeswrong/cli/dist/index.js';
    const { code, stdout } = await runTool(tool, [tarball, '--no-color', '--no-emoji']);
    assert.match(stdout, /No problems found/);
    assert.equal(code, 0);
  });
});

describe('the tarball of a binary', () => {
  for (const { crate, folder: place } of addons) {
    test(`of ${crate} holds it, its licence and those of others, and nothing else`, async () => {
      const { name, version, napi } = manifestOf({ folder: place });
      const prefix = name.replace('@', '').replace('/', '-');
      const tarballs = readdirSync(packed).filter((file) =>
        new RegExp(`^${prefix}-(linux|darwin|win32)-`).test(file),
      );
      assert.ok(tarballs.length > 0);
      for (const file of tarballs) {
        const target = file.slice(prefix.length + 1, -`-${version}.tgz`.length);
        assert.deepEqual(await list(path.join(packed, file)), [
          'LICENSE',
          'README.md',
          'THIRD-PARTY-NOTICES',
          `${napi.binaryName}.${target}.node`,
          'package.json',
        ]);
        const read = (inner) => tar(['-xzOf', path.join('packed', file), `package/${inner}`]);
        assert.equal(await read('THIRD-PARTY-NOTICES'), readFileSync(noticesFile(crate), 'utf8'));
        const { description, files: _, ...own } = JSON.parse(await read('package.json'));
        const [os, cpu, abi] = target.split('-');
        assert.deepEqual(own, {
          name: `${name}-${target}`,
          version,
          license: 'MIT',
          author: 'BaxCloud',
          repository: manifestOf({ folder: place }).repository,
          engines: { node: '>=18' },
          os: [os],
          cpu: [cpu],
          ...(os === 'linux' && { libc: [abi === 'gnu' ? 'glibc' : abi] }),
          main: `${napi.binaryName}.${target}.node`,
        });
      }
    });
  }
});

/** The command as the package manager links it. On Windows, it writes a script instead. */
function link(file) {
  const target = path.join(installed, file);
  if (process.platform === 'win32') return target;
  const linked = path.join(project, 'node_modules/.bin/baxverify');
  mkdirSync(path.dirname(linked), { recursive: true });
  symlinkSync(target, linked);
  return linked;
}

describe('the installed package', () => {
  const use = `
    const options = { projectId: 'p', apiKey: 'k', baseUrl: process.argv[2], maxRetries: 0 };
    const client = new BaxCloudVerifyClient(options);
    client.getStats().then(async (stats) => {
      const error = await client.sendOtp({ phone: '+431' }).catch((reason) => reason);
      console.log(JSON.stringify([stats, error.statusCode, error instanceof BaxVerifyError]));
    });`;
  const names = '{ BaxCloudVerifyClient, BaxVerifyError }';

  for (const [title, file, source] of [
    ['require', 'main.cjs', `const ${names} = require('@baxcloud/baxverify');${use}`],
    ['import', 'main.mjs', `import ${names} from '@baxcloud/baxverify';${use}`],
    [
      'import of everything',
      'star.mjs',
      `import * as all from '@baxcloud/baxverify'; const ${names} = all;${use}`,
    ],
    [
      'dynamic import from CommonJS',
      'dynamic.cjs',
      `import('@baxcloud/baxverify').then((${names}) => {${use}});`,
    ],
  ]) {
    test(`works by ${title}`, async (t) => {
      const server = await Server.start(t);
      server.reply(json({ sent: 1 }), json({}, { status: 400 }));
      const stdout = await runInProject(file, source, [server.url]);
      assert.deepEqual(JSON.parse(stdout), [{ sent: 1 }, 400, true]);
    });
  }

  for (const [title, file, source] of [
    ['require', 'webhooks.cjs', "const all = require('@baxcloud/baxverify/webhooks');"],
    ['import', 'webhooks.mjs', "import * as all from '@baxcloud/baxverify/webhooks';"],
  ]) {
    test(`verifies webhooks by ${title}, without the addon and in little code`, async () => {
      const body = `
        const { signForTest, verifyWebhookSignature } = all;
        const signed = { secret: 's', payload: '{}' };
        const signature = signForTest(signed);
        const isValid = verifyWebhookSignature({ ...signed, signature });
        const isLoaded = process.report.getReport().sharedObjects.some((path) => /baxverify/.test(path));
        console.log(JSON.stringify([isValid, isLoaded]));`;
      assert.deepEqual(JSON.parse(await runInProject(file, source + body)), [true, false]);
      for (const each of ['webhooks.js', 'webhooks.edge.mjs']) {
        const { length } = gzipSync(readFileSync(path.join(installed, each)));
        assert.ok(length < 8_000, `${each}: ${length} bytes`);
      }
    });
  }

  test('has the command baxverify, which the SDK does not load', async () => {
    const { bin } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
    assert.deepEqual(bin, { baxverify: 'bin/baxverify.js' });
    const source = readFileSync(path.join(installed, 'index.js'), 'utf8');
    assert.doesNotMatch(source, /doctor/);
    const { length } = gzipSync(readFileSync(path.join(installed, 'doctor.js')));
    assert.ok(length < 24_000, `${length} bytes`);
    const options = { cwd: project, env: { BAXCLOUD_BASE_URL: 'http://127.0.0.1:1/v1' } };
    const { code, stdout, stderr } = await run(
      process.execPath,
      [link(bin.baxverify), 'doctor'],
      options,
    );
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /PROBLEM {2}variables {3}BAXCLOUD_PROJECT_ID and BAXCLOUD_API_KEY are not set/,
    );
    assert.equal(code, 1);
  });

  test('exports no internal files except its manifest', async () => {
    const source = `
      const tried = ['/index.js', '/index.mjs', '/webhooks.js', '/doctor.js', '/lib/client.js', '/native.js'].map((file) => {
        try { require('@baxcloud/baxverify' + file); return 'loaded'; } catch (e) { return e.code; }
      });
      const { version } = require('@baxcloud/baxverify/package.json');
      console.log(JSON.stringify([...new Set(tried), version]));`;
    assert.deepEqual(JSON.parse(await runInProject('inner.cjs', source)), [
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
      manifest.version,
    ]);
  });

  for (const [title, options, extensions] of [
    ['nodenext', { module: 'nodenext', types: ['node'] }, ['mts', 'cts']],
    ['a bundler', { module: 'esnext', moduleResolution: 'bundler', types: [] }, ['ts']],
  ]) {
    test(`has types for ${title}`, async () => {
      const source = `
        import { BaxCloudVerifyClient, BaxVerifyError, type VerifyOtpResult } from '@baxcloud/baxverify';
        const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k' });
        export async function verify(phone: string, code: string): Promise<VerifyOtpResult | string> {
          try {
            return await client.verifyOtp({ phone, code }, { signal: AbortSignal.timeout(1) });
          } catch (error) {
            return error instanceof BaxVerifyError ? error.code : 'other';
          }
        }
        // @ts-expect-error: proves that these are types and not any
        client.verifyOtp({ phone: 1 });\n`;
      const typed = extensions.map((extension) => `${title.replace(' ', '-')}.${extension}`);
      for (const name of typed) writeFileSync(path.join(project, name), source);
      const config = path.join(project, 'tsconfig.json');
      const compilerOptions = {
        target: 'es2022',
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        skipDefaultLibCheck: true,
        typeRoots: [path.join(ROOT, 'node_modules/@types')],
        ...options,
      };
      writeFileSync(config, JSON.stringify({ compilerOptions, files: typed }));
      const { code, stdout } = await runTool('typescript/bin/tsc', ['--project', config]);
      assert.equal(stdout, '');
      assert.equal(code, 0);
    });
  }
});

test('all packages and crates have the same version', () => {
  const versions = packages
    .map((each) => manifestOf(each).version)
    .concat(/^version = "(.+)"$/m.exec(readFileSync(path.join(ROOT, 'Cargo.toml'), 'utf8'))[1]);
  assert.deepEqual([...new Set(versions)], [manifest.version]);
});

test('the adapter depends on the SDK of its own version or later', () => {
  const adapter = path.join(ROOT, 'packages/parse-server/package.json');
  const { dependencies } = JSON.parse(readFileSync(adapter, 'utf8'));
  assert.deepEqual(dependencies, { '@baxcloud/baxverify': `^${manifest.version}` });
});
