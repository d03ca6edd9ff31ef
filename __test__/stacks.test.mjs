import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import { lineOf, programPath, ROOT, run } from './support/process.mjs';
import { answer, Server, silence } from './support/server.mjs';

const FILE = fileURLToPath(import.meta.url);
const trouble = answer(500);

/** The stack must contain the marked line of the file, where users find their mistake. */
function assertNames(error, file, mark) {
  assert.ok(error instanceof BaxVerifyError);
  const place = `${file}:${lineOf(file, `${'/'.repeat(2)} ${mark}`)}:`;
  assert.ok(error.stack.includes(place), `${place} is not in\n${error.stack}`);
}

/** At most three frames of the SDK come before the first one of the tests. */
function assertIsNear(error) {
  const [, ...frames] = error.stack.split(/\n +at /);
  const first = frames.findIndex((frame) => frame.includes('/__test__/'));
  assert.ok(first >= 0 && first <= 3, error.stack);
}

async function failing(t, options) {
  const server = await Server.start(t);
  server.reply(trouble, trouble, trouble, trouble, trouble);
  return clientOf(server, options);
}

describe('the stack leads to the caller', () => {
  test('in an ES module', async (t) => {
    const client = await failing(t);
    async function caller() {
      await client.sendOtp({ phone: PHONE }); // mark: module
    }
    const error = await rejection(caller());
    assertNames(error, FILE, 'mark: module');
    assert.match(error.stack, /^BaxVerifyError: .*\n/);
    assert.match(error.stack, /at async caller /);
  });

  test('from every method', async (t) => {
    const client = await failing(t);
    for (const { name, request } of METHODS) {
      const caller = async () => {
        await client[name](request); // mark: method
      };
      assertNames(await rejection(caller()), FILE, 'mark: method');
    }
  });

  test('with an invalid argument', async (t) => {
    const client = await failing(t);
    const caller = async () => {
      await client.sendOtp({}); // mark: argument
    };
    assertNames(await rejection(caller()), FILE, 'mark: argument');
  });

  for (const [name, options] of Object.entries({
    'without a logger': {},
    'with a logger': { logger: { debug() {}, info() {}, warn() {}, error() {} } },
  })) {
    test(`${name}, the checks of arguments are not in it`, async () => {
      const client = clientOf('http://127.0.0.1:9/v1', options);
      const withClientKey = clientOf('http://127.0.0.1:9/v1', { ...options, apiKey: 'bax_pk_1' });
      async function iterate(iterator) {
        for await (const entry of iterator) assert.fail(`${entry}`);
      }
      for (const call of [
        () => client.sendOtp({ phone: PHONE, purpose: 5 }),
        () => client.sendOtp({ phone: PHONE, porpose: 'x' }),
        () => client.sendOtp({ phone: PHONE }, { timeout: 'x' }),
        () => client.verifyOtp({ phone: PHONE, code: '1' }),
        () => withClientKey.getStats(),
        () => client.allLogs({ status: 5 }),
        () => client.allLogs({}, { limit: 'x' }),
        () => client.allLogs({}, { timeout: 'x' }),
        () => withClientKey.allLogs(),
        () => iterate(client.eachLog({ status: 5 })),
        () => iterate(client.eachLog({}, { timeout: 'x' })),
        () => iterate(withClientKey.eachLog()),
        () => BaxCloudVerifyClient.prototype.getStats.call({}),
        () => BaxCloudVerifyClient.prototype.allLogs.call({}),
        async () => BaxCloudVerifyClient.externalAuthFromVerifyResult({ phone: 5 }),
        async () => clientOf('http://127.0.0.1:9/v1', { ...options, timeout: 'x' }),
        async () => clientOf('http://127.0.0.1:9/v1', { ...options, timeOut: 5 }),
        async () => clientOf('ftp://127.0.0.1:9/v1', options),
      ]) {
        const error = await rejection(call());
        assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT', error.stack);
        assertIsNear(error);
      }
    });
  }

  test('an error of a getter keeps its stack', async () => {
    const client = clientOf('http://127.0.0.1:9/v1');
    const fault = Object.freeze(new Error('fault'));
    const { stack } = fault;
    const request = {
      get phone() {
        throw fault;
      },
    };
    assert.equal(await rejection(client.sendOtp(request)), fault);
    assert.equal(fault.stack, stack);
  });

  const broken = () => {
    throw new Error('broken');
  };
  for (const [title, captureStackTrace] of [
    ['without Error.captureStackTrace', undefined],
    ['with an Error.captureStackTrace that throws', broken],
  ]) {
    test(`${title}, the error is the same`, async (t) => {
      const client = clientOf('http://127.0.0.1:9/v1');
      const { captureStackTrace: previous } = Error;
      t.after(() => Object.assign(Error, { captureStackTrace: previous }));
      Error.captureStackTrace = captureStackTrace;
      const error = await rejection(client.sendOtp({ phone: 5 }));
      assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT');
      assert.match(error.stack, /\n +at .*sendOtp/);
    });
  }

  test('with an Error.prepareStackTrace that throws, the error is the same', async (t) => {
    const client = clientOf('http://127.0.0.1:9/v1');
    const { prepareStackTrace } = Error;
    t.after(() => Object.assign(Error, { prepareStackTrace }));
    Error.prepareStackTrace = broken;
    const error = await rejection(client.sendOtp({ phone: 5 }));
    Error.prepareStackTrace = prepareStackTrace;
    assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT');
  });

  test('from the constructor', () => {
    assert.throws(
      () => clientOf('ftp://localhost'), // mark: constructor
      (error) => {
        assertNames(error, FILE, 'mark: constructor');
        return true;
      },
    );
  });

  test('after the deadline', async (t) => {
    const server = await Server.start(t);
    server.reply(silence);
    const client = clientOf(server, { timeout: 50 });
    const caller = async () => {
      await client.getStats(); // mark: deadline
    };
    assertNames(await rejection(caller()), FILE, 'mark: deadline');
  });

  test('through functions in between', async (t) => {
    const client = await failing(t);
    const inner = async () => {
      const result = await client.getStats(); // mark: inner
      return result;
    };
    const outer = async () => {
      const result = await inner(); // mark: outer
      return result;
    };
    const error = await rejection(outer());
    assertNames(error, FILE, 'mark: inner');
    assertNames(error, FILE, 'mark: outer');
  });

  test('through Promise.all', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    server.reply(trouble);
    const caller = async () => {
      await Promise.all([client.sendOtp({ phone: PHONE })]); // mark: all
    };
    const error = await rejection(caller());
    assertNames(error, FILE, 'mark: all');
    assert.match(error.stack, /at async Promise\.all \(index 0\)/);
  });

  test('in CommonJS', async (t) => {
    const client = await failing(t);
    const file = programPath('caller.cjs');
    const { call } = createRequire(import.meta.url)(file);
    assertNames(await rejection(call(client)), file, 'mark: CommonJS');
  });

  test('at the top level of a module', async (t) => {
    const client = await failing(t);
    globalThis.clientOfTopLevel = client;
    t.after(() => delete globalThis.clientOfTopLevel);
    const { error } = await import('./programs/top-level.mjs');
    assertNames(error, programPath('top-level.mjs'), 'mark: top level');
  });
});

test('an error that nobody catches is printed with little of our code', async () => {
  const script = `
    const { BaxCloudVerifyClient } = require('@baxcloud/baxverify');
    new BaxCloudVerifyClient({ projectId: 'p' });`;
  const { code, stderr } = await run(process.execPath, ['-e', script], { cwd: ROOT, env: {} });
  assert.equal(code, 1);
  assert.match(stderr, /\nBaxVerifyError: apiKey must be /);
  // Node.js begins with the line that threw the error.
  assert.ok(stderr.indexOf('BaxVerifyError: ') < 400, stderr.slice(0, 1000));
});
