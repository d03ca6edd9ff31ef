// Bundles that hold the SDK. They find its binary where they are installed, or say what to do.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rspack } from '@rspack/core';
import { build as esbuild } from 'esbuild';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import { build as tsup } from 'tsup';
import { build as vite } from 'vite';
import webpack from 'webpack';

const emulator = useEmulator(runner);
const input = 'src/login.mjs';
const folder = fileURLToPath(new URL('bundled', import.meta.url));
const file = (name) => join(folder, name);

const withEsbuild = (format, outfile) =>
  esbuild({
    entryPoints: [input],
    bundle: true,
    platform: 'node',
    format,
    outfile,
    logLevel: 'error',
  });

async function withRollup(start, options, outfile) {
  const bundle = await start({ input, ...options });
  await bundle.write({ file: outfile, format: 'es' });
}

function withWebpack(tool, filename) {
  const compiler = tool({
    mode: 'production',
    target: 'node18',
    entry: `./${input}`,
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

const BUNDLES = {
  'esbuild.mjs': (outfile) => withEsbuild('esm', outfile),
  'esbuild.cjs': (outfile) => withEsbuild('cjs', outfile),
  'rollup.mjs': (outfile) =>
    withRollup(rollup, { external: /^node:/, plugins: [nodeResolve()] }, outfile),
  'rolldown.mjs': (outfile) => withRollup(rolldown, { platform: 'node' }, outfile),
  'webpack.mjs': () => withWebpack(webpack, 'webpack.mjs'),
  'rspack.mjs': () => withWebpack(rspack, 'rspack.mjs'),
  'tsup/login.js': () =>
    tsup({
      config: false,
      entry: [input],
      format: ['esm'],
      noExternal: [/./],
      outDir: file('tsup'),
      silent: true,
    }),
  'vite/login.js': () =>
    vite({
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: { ssr: input, outDir: file('vite') },
    }),
};

/** They write the URL of each source into the bundle, so a bundle finds what was there. */
const KEEPS_PATHS = /^(webpack|rspack)/;

for (const [name, build] of Object.entries(BUNDLES)) {
  runner.test(`${name} logs in, with the native build`, async () => {
    await build(file(name));
    const bundle = await import(new URL(`bundled/${name}`, import.meta.url));
    const { login } = bundle.login ? bundle : bundle.default;
    const proof = await login((phone) => emulator.waitForCode(phone));
    assert.equal(proof.valid, true);
  });

  if (KEEPS_PATHS.test(name)) continue;
  runner.test(`${name} says what it lacks where nothing is installed`, () => {
    const alone = realpathSync(mkdtempSync(join(tmpdir(), 'baxverify-alone-')));
    try {
      const copy = join(alone, name.endsWith('.js') ? 'bundle.mjs' : `bundle${name.slice(-4)}`);
      copyFileSync(file(name), copy);
      const { status, stderr } = spawnSync(process.execPath, [copy], { encoding: 'utf8' });
      assert.notEqual(status, 0);
      assert.match(stderr, /@baxcloud\/baxverify: the package is in a bundle and cannot load/);
      assert.match(stderr, /import @baxcloud\/baxverify\/fetch/);
      assert.match(stderr, /BAXVERIFY_BINARY_UNAVAILABLE/);
    } finally {
      rmSync(alone, { recursive: true });
    }
  });
}
