// What a bundler for a browser or an app gets.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, test } from 'node:test';
import * as native from '@baxcloud/baxverify';
import * as module from '../browser.mjs';
import { manifest, ROOT, run } from './support/process.mjs';

/** Its exports by name. */
const sdk = { ...native };
const commonJs = createRequire(import.meta.url)('../browser.js');

for (const [kind, { BaxCloudVerifyClient, BaxVerifyError, responseOf, ...lists }] of [
  ['import', module],
  ['require', commonJs],
]) {
  describe(`by ${kind}`, () => {
    test('has the exports of the SDK', () => {
      const names = Object.keys(sdk).sort();
      assert.deepEqual(
        Object.keys({ BaxCloudVerifyClient, BaxVerifyError, responseOf, ...lists }).sort(),
        names,
      );
      assert.equal(responseOf({}), undefined);
      for (const [name, list] of Object.entries(lists)) assert.deepEqual(list, sdk[name]);
    });

    test('throws one sentence when it is used', () => {
      const options = { projectId: 'p', apiKey: 'bax_sk_c4nary' };
      for (const use of [
        () => new BaxCloudVerifyClient(options),
        () => new (class extends BaxCloudVerifyClient {})(options),
        () => BaxCloudVerifyClient.externalAuthFromVerifyResult({}),
      ]) {
        assert.throws(use, (error) => {
          assert.equal(error.code, 'BAXVERIFY_SERVER_ONLY');
          assert.match(error.message, /needs a server key.* use it in a route of your server/);
          assert.equal(error.message.split('. ').length, 1);
          assert.doesNotMatch(error.message, /c4nary/);
          return true;
        });
      }
      assert.equal(BaxCloudVerifyClient.build, 'none');
    });

    test('recognizes errors of the SDK', () => {
      const error = new sdk.BaxVerifyError({ code: 'BAXVERIFY_OTP_INVALID', message: 'm' });
      assert.ok(error instanceof BaxVerifyError);
    });
  });
}

test('needs nothing of Node.js and no other file', () => {
  for (const file of ['browser.js', 'browser.mjs']) {
    const code = readFileSync(path.join(ROOT, file), 'utf8');
    assert.doesNotMatch(code, /\brequire\(|\bimport\b.*['"]|\bprocess\.|\b__dirname\b/);
    assert.ok(code.length < 8192, `${code.length}`);
  }
});

describe('the conditions', () => {
  /** The build for these conditions, which Node.js adds to `node` and `import`. */
  async function buildOf(...conditions) {
    const program = `
      import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
      console.log(BaxCloudVerifyClient.build);`;
    const flags = conditions.map((condition) => `--conditions=${condition}`);
    const args = [...flags, '--input-type=module', '-e', program];
    const { stdout, stderr } = await run(process.execPath, args);
    assert.equal(stderr, '');
    return stdout.trim();
  }

  for (const [build, ...sets] of [
    // Nitro sets all three for Bun, which sets only its own.
    ['native', [], ['bun'], ['bun', 'worker', 'browser']],
    ['none', ['browser'], ['react-native']],
    ['fetch', ['workerd'], ['edge-light'], ['worker'], ['netlify']],
    // What wrangler, Next.js and Vite set.
    ['fetch', ['workerd', 'worker', 'browser'], ['edge-light', 'browser'], ['worker', 'browser']],
  ]) {
    for (const conditions of sets) {
      test(`${conditions.join(', ') || 'no other'} give ${build}`, async () => {
        assert.equal(await buildOf(...conditions), build);
      });
    }
  }

  /** The webhooks have no build that refuses to work. */
  for (const [file, ...sets] of [
    ['webhooks.mjs', []],
    ['webhooks.edge.mjs', ['workerd'], ['edge-light'], ['worker'], ['netlify']],
    ['webhooks.edge.mjs', ['workerd', 'worker', 'browser'], ['worker', 'browser']],
    ['webhooks.edge.mjs', ['browser'], ['react-native'], ['browser', 'module']],
    ['webhooks.bundler.mjs', ['module']],
    ['webhooks.mjs', ['bun'], ['bun', 'worker', 'browser']],
  ]) {
    for (const conditions of sets) {
      test(`${conditions.join(', ') || 'no other'} give ${file}`, async () => {
        const source = `console.log(import.meta.resolve('@baxcloud/baxverify/webhooks'));`;
        const flags = conditions.map((condition) => `--conditions=${condition}`);
        const args = [...flags, '--input-type=module', '-e', source];
        const { stdout, stderr } = await run(process.execPath, args);
        assert.equal(stderr, '');
        assert.equal(path.basename(stdout.trim()), file);
      });
    }
  }

  // Jest 29 and Metro take the first condition that matches, and look no further.
  test('give a file for import and for require, each of them', () => {
    const incomplete = [];
    for (const [entry, conditions] of Object.entries(manifest.exports)) {
      if (typeof conditions === 'string') continue;
      for (const [condition, targets] of Object.entries(conditions)) {
        const isLeaf = typeof targets === 'string' || 'default' in targets;
        if (!isLeaf && !(targets.import && targets.require)) incomplete.push([entry, condition]);
      }
    }
    assert.deepEqual(incomplete, []);
  });

  for (const condition of ['browser', 'react-native']) {
    test(`${condition} gives webhooks.js to require`, async () => {
      const source = `console.log(require.resolve('@baxcloud/baxverify/webhooks'));`;
      const args = [`--conditions=${condition}`, '--input-type=commonjs', '-e', source];
      const { stdout, stderr } = await run(process.execPath, args);
      assert.equal(stderr, '');
      assert.equal(path.basename(stdout.trim()), 'webhooks.js');
    });
  }

  test('are not needed by versions of Metro that know none, and by Parcel', () => {
    assert.equal(manifest['react-native'], './browser.js');
    assert.equal(manifest.browser, './browser.js');
  });

  test('of a tool that sets none, but import or require, give files without Node.js', () => {
    const { exports } = manifest;
    for (const kind of ['import', 'require']) {
      assert.match(exports['.'][kind].default, /^\.\/fetch\./, kind);
    }
    assert.equal(exports['./webhooks'].import.default, './webhooks.edge.mjs');
  });
});
