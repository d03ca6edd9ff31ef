// What is said where the SDK is not left out: docs/troubleshooting.md quotes it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import webpack from 'webpack';

test('esbuild has no loader for it', async () => {
  const options = { entryPoints: ['src/login.mjs'], bundle: true, platform: 'node', write: false };
  const { errors } = await build({ ...options, logLevel: 'silent' }).catch((error) => error);
  assert.ok(errors.length > 0);
  for (const { text } of errors) {
    assert.ok(text.startsWith('No loader is configured for ".node" files: '), text);
  }
});

test('webpack takes it for JavaScript', async () => {
  const compiler = webpack({
    mode: 'production',
    target: 'node18',
    entry: './src/login.mjs',
    output: { path: new URL('unused', import.meta.url).pathname },
  });
  const stats = await new Promise((resolve, reject) => {
    compiler.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  const messages = stats.toJson().errors.map(({ message }) => message);
  assert.ok(
    messages.some((text) => text.includes('Module parse failed: Unexpected character')),
    messages.join('\n'),
  );
});
