import assert from 'node:assert/strict';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { manifest, ROOT, run, runTool } from './support/process.mjs';
import { json, Server } from './support/server.mjs';

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'baxverify-package-')));
const staging = path.join(folder, 'staging');
const project = path.join(folder, 'project');
const installed = path.join(project, 'node_modules/@baxcloud/baxverify');
const binaries = readdirSync(ROOT).filter((name) => name.endsWith('.node'));
let files;
let tarball;

before(async () => {
  await pack();
  mkdirSync(installed, { recursive: true });
  await unpack();
  for (const name of binaries) copyFileSync(path.join(ROOT, name), path.join(installed, name));
  writeFileSync(path.join(project, 'package.json'), '{"name":"project","private":true}');
});
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

async function pack() {
  // A copy with empty binaries: those of a debug build take longer to compress than all tests run.
  const left = ['node_modules', 'target', '.git', 'packages', ...binaries];
  cpSync(ROOT, staging, {
    recursive: true,
    filter: (source) => !left.includes(path.relative(ROOT, source)),
  });
  for (const name of binaries) writeFileSync(path.join(staging, name), '');
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { code, stdout, stderr } = await runNpm(args, staging);
  assert.equal(code, 0, stderr);
  const [packed] = JSON.parse(stdout);
  files = packed.files.map((file) => file.path).sort();
  tarball = path.join(folder, packed.filename);
}

async function unpack() {
  // Relative names, as some versions of tar take a drive letter for a host.
  const target = path.relative(folder, installed);
  const args = ['-xzf', path.basename(tarball), '-C', target, '--strip-components=1'];
  const { code, stderr } = await run('tar', args, { cwd: folder });
  assert.equal(code, 0, stderr);
}

/** By its script where npm started us, by its name elsewhere; a shell runs `npm.cmd` on Windows. */
function runNpm(args, cwd) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], { cwd });
  return run('npm', args, { cwd, shell: process.platform === 'win32' });
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
  test('holds what a user needs and nothing else', () => {
    const expected = [
      'LICENSE',
      'index.d.mts',
      'index.d.ts',
      'index.js',
      'index.mjs',
      'lib/README.md',
      'lib/abort.js',
      'lib/arguments.js',
      'lib/call.js',
      'lib/client.js',
      'lib/debug.js',
      'lib/error.js',
      'lib/observe.js',
      'lib/operations.js',
      'lib/trace.js',
      'native.d.ts',
      'native.js',
      'package.json',
      // Where they are there at all: binaries come in packages of their own, documents come later.
      ...binaries.filter((name) => files.includes(name)),
      ...['README.md', 'CHANGELOG.md'].filter((name) => existsSync(path.join(ROOT, name))),
    ];
    assert.deepEqual(files, expected.sort());
  });

  test('brings no other package and runs nothing on installation', () => {
    const packed = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
    for (const field of ['dependencies', 'peerDependencies', 'bundleDependencies']) {
      assert.equal(packed[field], undefined, field);
    }
    const own = /^@baxcloud\/baxverify-/;
    for (const name of Object.keys(packed.optionalDependencies ?? {})) assert.match(name, own);
    for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) {
      assert.equal(packed.scripts?.[hook], undefined, hook);
    }
    assert.equal(existsSync(path.join(installed, 'binding.gyp')), false);
    assert.deepEqual(packed.engines, { node: '>=18' });
    assert.equal(packed.version, manifest.version);
  });

  test('finds the approval of publint', async () => {
    const { code, stdout } = await runTool('publint/src/cli.js', ['run', tarball, '--strict']);
    assert.match(stdout, /All good!/);
    assert.equal(code, 0);
  });

  test('finds the approval of arethetypeswrong', async () => {
    const tool = '@arethetypeswrong/cli/dist/index.js';
    const { code, stdout } = await runTool(tool, [tarball, '--no-color', '--no-emoji']);
    assert.match(stdout, /No problems found/);
    assert.equal(code, 0);
  });
});

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

  test('gives away no inner files, but its manifest', async () => {
    const source = `
      const tried = ['/lib/client.js', '/native.js', '/index.js', '/lib/error.js'].map((file) => {
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
