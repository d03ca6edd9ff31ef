import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import * as module from '@baxcloud/baxverify';
import { nativeOnly } from './support/builds.mjs';
import { clientOf, rejection } from './support/client.mjs';
import { manifest, ROOT } from './support/process.mjs';
import { answer, Server } from './support/server.mjs';

const require = createRequire(import.meta.url);
const { BaxCloudVerifyClient, BaxVerifyError } = module;
const oneClass = nativeOnly('one class in both module systems');
const INIT = { code: 'BAXVERIFY_OTP_INVALID', message: 'm' };

test('CommonJS and ES modules get the same classes, and nothing else', oneClass, () => {
  const commonJs = require('@baxcloud/baxverify');
  const names = [
    'BaxCloudVerifyClient',
    'BaxVerifyError',
    'CLIENT_ERROR_CODES',
    'SERVICE_ERROR_CODES',
    'responseOf',
  ];
  assert.deepEqual(Object.keys(commonJs).sort(), names);
  assert.deepEqual(Object.keys(module).sort(), names);
  assert.equal(commonJs.BaxCloudVerifyClient, BaxCloudVerifyClient);
  assert.equal(commonJs.BaxVerifyError, BaxVerifyError);
  assert.equal(BaxVerifyError.name, 'BaxVerifyError');
  assert.equal(BaxCloudVerifyClient.name, 'BaxCloudVerifyClient');
});

describe('two copies of the package in one process', () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'baxverify-copy-')));
  const wanted = [...manifest.files.filter((name) => !name.includes('*')), 'package.json'];

  function copy(name) {
    const target = path.join(folder, name);
    cpSync(ROOT, target, {
      recursive: true,
      filter: (source) => {
        const [top] = path.relative(ROOT, source).split(path.sep);
        return top === '' || wanted.includes(top) || top.endsWith('.node');
      },
    });
    return target;
  }

  test('recognise each other’s errors', async (t) => {
    t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
    const root = copy('copy');
    const other = require(root);
    const otherModule = await import(pathToFileURL(path.join(root, 'index.mjs')).href);
    assert.equal(other.BaxVerifyError, otherModule.BaxVerifyError);
    assert.notEqual(other.BaxVerifyError, BaxVerifyError);
    assert.notEqual(other.BaxCloudVerifyClient, BaxCloudVerifyClient);

    const server = await Server.start(t);
    server.reply(answer(500), answer(500));
    const options = { projectId: 'p', apiKey: 'k', baseUrl: server.url, maxRetries: 0 };
    const mine = await rejection(clientOf(server).getStats());
    const theirs = await rejection(new other.BaxCloudVerifyClient(options).getStats());
    for (const error of [mine, theirs]) {
      assert.ok(error instanceof BaxVerifyError);
      assert.ok(error instanceof other.BaxVerifyError);
      assert.ok(error instanceof Error);
      assert.equal(error.code, 'BAXVERIFY_HTTP_ERROR');
    }
    assert.equal(Object.getPrototypeOf(mine), BaxVerifyError.prototype);
    assert.equal(Object.getPrototypeOf(theirs), other.BaxVerifyError.prototype);
  });
});

describe('subclasses', () => {
  class Refined extends BaxVerifyError {
    name = 'Refined';
  }
  class Finer extends Refined {}

  test('are BaxVerifyErrors', () => {
    const error = new Finer(INIT);
    for (const type of [Finer, Refined, BaxVerifyError, Error]) assert.ok(error instanceof type);
    assert.equal(error.code, 'BAXVERIFY_OTP_INVALID');
    assert.equal(error.name, 'Refined');
  });

  test('do not claim the errors of their parent', () => {
    assert.equal(new BaxVerifyError(INIT) instanceof Refined, false);
    assert.equal(new Refined(INIT) instanceof Finer, false);
    assert.equal(new Refined(INIT) instanceof Refined, true);
  });
});

describe('values that are not a BaxVerifyError', () => {
  const lookalike = Object.assign(new Error('m'), { name: 'BaxVerifyError', ...INIT });
  for (const [title, value] of [
    ['undefined', undefined],
    ['null', null],
    ['a string', 'BaxVerifyError'],
    ['a number', 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['a function', () => {}],
    ['an object', {}],
    ['an object without a prototype', Object.create(null)],
    ['another error', new Error('m')],
    ['an error that looks like one', lookalike],
    ['the class itself', BaxVerifyError],
    ['its JSON', new BaxVerifyError(INIT).toJSON()],
  ]) {
    test(title, () => assert.equal(value instanceof BaxVerifyError, false));
  }

  test('not even with the brand as a false value', () => {
    const brand = Symbol.for('@baxcloud/baxverify/BaxVerifyError');
    assert.equal({ [brand]: 'yes' } instanceof BaxVerifyError, false);
  });
});

test('the class of another realm agrees', () => {
  const context = vm.createContext({ error: new BaxVerifyError(INIT), BaxVerifyError });
  assert.equal(vm.runInContext('error instanceof BaxVerifyError', context), true);
  assert.equal(vm.runInContext('error instanceof Error', context), false);
});
