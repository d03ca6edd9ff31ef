// Bundles for browsers and for no platform, with conditions of one's own, and of ncc, which copies
// the binary.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { build as esbuild } from 'esbuild';
import { rolldown } from 'rolldown';
import { build as vite } from 'vite';
import webpack from 'webpack';

const { describe, test } = runner;
const emulator = useEmulator(runner);
const folder = fileURLToPath(new URL('targets', import.meta.url));
const server = 'src/login.mjs';
const browser = 'src/browser.mjs';
const common = { bundle: true, format: 'esm', logLevel: 'error' };

async function logsIn(file) {
  emulator.reset();
  const { login } = await import(pathToFileURL(file));
  const proof = await login((phone) => emulator.waitForCode(phone));
  assert.equal(proof.valid, true);
}

test('esbuild for no platform takes the fetch build', async () => {
  const outfile = join(folder, 'neutral.mjs');
  await esbuild({ ...common, entryPoints: [server], platform: 'neutral', outfile });
  assert.doesNotMatch(readFileSync(outfile, 'utf8'), /createRequire|from ?['"]node:/);
  await logsIn(outfile);
});

test('esbuild with a condition of its own takes the native build, if `module` is one too', async () => {
  const outfile = join(folder, 'conditions.mjs');
  const conditions = ['module', 'source'];
  await esbuild({ ...common, entryPoints: [server], platform: 'node', conditions, outfile });
  assert.match(readFileSync(outfile, 'utf8'), /createRequire/);
  await logsIn(outfile);
});

test('webhooks can be in a bundle of ES modules', async () => {
  const outfile = join(folder, 'webhooks.mjs');
  const entryPoints = ['src/webhook.mjs'];
  await esbuild({ ...common, entryPoints, platform: 'node', outfile });
  const { isSigned } = await import(pathToFileURL(outfile));
  assert.equal(isSigned('{}'), true);
});

test('the output of ncc has the binary', async (t) => {
  const alone = mkdtempSync(join(tmpdir(), 'baxverify-ncc-'));
  t.after(() => rmSync(alone, { recursive: true, force: true }));
  const ncc = fileURLToPath(new URL('node_modules/@vercel/ncc/dist/ncc/cli.js', import.meta.url));
  execFileSync(process.execPath, [ncc, 'build', server, '--out', join(folder, 'ncc')]);
  cpSync(join(folder, 'ncc'), alone, { recursive: true });
  await logsIn(join(alone, 'index.mjs'));
});

function withWebpack(target, filename) {
  const compiler = webpack({
    mode: 'production',
    target,
    entry: `./${browser}`,
    experiments: { outputModule: true },
    output: { path: folder, filename, module: true, library: { type: 'module' } },
  });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      const { errors } = stats?.toJson() ?? { errors: [] };
      if (error || errors.length > 0) reject(error ?? new Error(errors[0].message));
      else compiler.close(resolve);
    });
  });
}

const BROWSERS = {
  'esbuild.mjs': (outfile) =>
    esbuild({ ...common, entryPoints: [browser], platform: 'browser', outfile }),
  'rolldown.mjs': async (file) => {
    const bundle = await rolldown({ input: browser, platform: 'browser' });
    await bundle.write({ file, format: 'es' });
  },
  'webpack.mjs': (_, name) => withWebpack('web', name),
  'vite.mjs': (_, fileName) =>
    vite({
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: folder,
        emptyOutDir: false,
        lib: { entry: browser, formats: ['es'], fileName: () => fileName },
      },
    }),
};

describe('for browsers, the client refuses to work', () => {
  for (const [name, bundle] of Object.entries(BROWSERS)) {
    test(name, async () => {
      const file = join(folder, name);
      await bundle(file, name);
      assert.doesNotMatch(readFileSync(file, 'utf8'), /from ?['"]node:|\brequire\(['"]/);
      const { build, create } = await import(pathToFileURL(file));
      assert.equal(build, 'none');
      assert.throws(create, { code: 'BAXVERIFY_SERVER_ONLY', message: /route of your server/ });
    });
  }
});
