import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';

const emulator = useEmulator(runner);

for (const file of ['esbuild.mjs', 'webpack.mjs', 'webpack.cjs', 'rollup.mjs', 'vite/login.js']) {
  const url = new URL(`dist/${file}`, import.meta.url);

  runner.test(`${file} logs in`, async () => {
    const bundle = await import(url);
    const { login } = bundle.login ? bundle : bundle.default;
    const proof = await login((phone) => emulator.waitForCode(phone));
    assert.equal(proof.valid, true);
  });

  runner.test(`${file} holds the application, and the SDK by name alone`, () => {
    const code = readFileSync(url, 'utf8');
    assert.match(code, /\+4366412345678/);
    assert.match(code, /['"]@baxcloud\/baxverify['"]/);
    assert.doesNotMatch(code, /BAXVERIFY_BINARY_UNAVAILABLE/);
    assert.equal(existsSync(new URL('src', url)), false);
  });
}
