// A misspelled field is refused, with the name that was probably meant.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { clientOf, rejection } from './support/client.mjs';
import { CANARY } from './support/refused.mjs';
import { json, Server } from './support/server.mjs';

const VALID = { projectId: 'proj_1', apiKey: 'bax_sk_1' };

function constructionError(options) {
  try {
    new BaxCloudVerifyClient({ ...VALID, ...options });
  } catch (error) {
    return error;
  }
  assert.fail('accepted');
}

function assertUnknown(error, field, expected) {
  assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT');
  assert.equal(error.outcome, 'not_sent');
  assert.deepEqual(error.details, { field, expected });
}

describe('an unknown field', () => {
  for (const [name, meant] of [
    ['baseURL', 'baseUrl'],
    ['base_url', 'baseUrl'],
    ['timeOut', 'timeout'],
    ['timeoutMs', 'timeout'],
    ['timout', 'timeout'],
    ['maxRetry', 'maxRetries'],
    ['retries', 'maxRetries'],
    ['projectID', 'projectId'],
    ['project', 'projectId'],
    ['api_key', 'apiKey'],
    ['APIKEY', 'apiKey'],
    ['Debug', 'debug'],
    ['url', 'baseUrl'],
    ['key', 'apiKey'],
    ['requestTimeout', 'timeout'],
    ['loger', 'logger'],
    ['a', undefined],
  ]) {
    test(`of the constructor: ${name}`, () => {
      const error = constructionError({ [name]: undefined });
      const all = 'one of projectId, apiKey, baseUrl, timeout, maxRetries, debug, logger, logLevel';
      assertUnknown(error, name, meant ?? all);
      const end = meant ? `Did you mean ${meant}?` : `The field must be ${all}.`;
      assert.equal(error.message, `options has an unknown field ${name}. ${end}`);
    });
  }

  for (const [method, request, options, field, meant] of [
    ['sendOtp', { phone: '+431', purpos: 'LOGIN' }, {}, 'purpos', 'purpose'],
    ['sendOtp', { phoneNumber: '+431' }, {}, 'phoneNumber', 'phone'],
    ['verifyOtp', { phone: '+431', otp: '123456' }, {}, 'otp', 'one of phone, code'],
    ['validateVerificationToken', { token: 't', consumed: false }, {}, 'consumed', 'consume'],
    ['validateVerificationToken', { accessToken: 't' }, {}, 'accessToken', 'token'],
    ['getStats', { day: 7 }, {}, 'day', 'days'],
    ['listLogs', { perPage: 7 }, {}, 'perPage', 'one of phone, status, page, limit'],
    ['getStats', {}, { timeOut: 7 }, 'timeOut', 'timeout'],
    ['sendOtp', { phone: '+431' }, { abortSignal: 7 }, 'abortSignal', 'signal'],
    [
      'sendOtp',
      { phone: '+431' },
      { consume: true },
      'consume',
      'one of signal, timeout, maxRetries',
    ],
  ]) {
    test(`of ${method}: ${field}`, async (t) => {
      const server = await Server.start(t);
      assertUnknown(await rejection(clientOf(server)[method](request, options)), field, meant);
      assert.equal(server.connections, 0);
    });
  }

  for (const name of ['signal', 'timeout', 'maxRetries']) {
    test(`of the second argument in the first one: ${name}`, async (t) => {
      const server = await Server.start(t);
      const client = clientOf(server);
      for (const [argument, call] of [
        ['request', () => client.sendOtp({ phone: '+431', [name]: 1 })],
        ['request', () => client.verifyOtp({ phone: '+431', code: '123456', [name]: 1 })],
        ['query', () => client.getStats({ [name]: 1 })],
        ['query', () => client.allLogs({ [name]: 1 })],
      ]) {
        const { message, details } = await rejection(call());
        assert.equal(
          message,
          `${argument} has an unknown field ${name}. ` +
            `It belongs in the second argument of the method: { ${name} }.`,
        );
        assert.deepEqual(details, { field: name, expected: `${name} in the second argument` });
      }
      assert.equal(server.connections, 0);
    });
  }

  for (const [name, meant] of [
    ['timeOut', 'timeout'],
    ['retries', 'maxRetries'],
    ['max_retries', 'maxRetries'],
    ['abortSignal', 'signal'],
  ]) {
    test(`of the second argument, misspelled and in the first one: ${name}`, async () => {
      const client = clientOf('http://127.0.0.1:9/v1');
      for (const call of [
        client.sendOtp({ phone: '+431', [name]: 5 }),
        client.getStats({ [name]: 5 }),
        client.eachLog({ [name]: 5 }).next(),
        client.allLogs({ [name]: 5 }),
      ]) {
        const error = await rejection(call);
        assertUnknown(error, name, `${meant} in the second argument`);
        const advice = `Did you mean ${meant}? It belongs in the second argument of the method`;
        assert.ok(error.message.endsWith(` ${name}. ${advice}: { ${meant} }.`), error.message);
      }
    });
  }

  test('limit belongs in the second argument of allLogs', async () => {
    const client = clientOf('http://127.0.0.1:9/v1');
    const error = await rejection(client.allLogs({ limit: 5 }));
    assertUnknown(error, 'limit', 'limit in the second argument');
    assert.match(error.message, /It belongs in the second argument of the method: \{ limit \}\.$/);
    const other = await rejection(client.eachLog({ limit: 5 }).next());
    assertUnknown(other, 'limit', 'one of phone, status, since, pageSize');
  });

  test('of a call is not one of the constructor', () => {
    const { message } = constructionError({ signal: 1 });
    assert.match(message, /^options has an unknown field signal\. The field must be one of /);
  });

  test('is not shown if it may be a secret', async (t) => {
    const server = await Server.start(t);
    for (const name of [
      CANARY,
      '+4366412345678',
      `x\n${CANARY}`,
      'x'.repeat(50_000),
      '__proto__x1',
      'bax_sk_withoutDigits',
      'whsec_without_digits',
    ]) {
      const request = { phone: '+431', [name]: CANARY };
      const error = await rejection(clientOf(server).sendOtp(request));
      assertUnknown(error, 'request', 'one of phone, purpose');
      assert.ok(!error.stack.includes(name));
    }
  });

  test('is found among others without delay', async (t) => {
    const server = await Server.start(t);
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`n${index}`, 1]));
    const error = await rejection(clientOf(server).sendOtp({ phone: '+431', ...many }));
    assertUnknown(error, 'request', 'one of phone, purpose');
  });

  test('may be inherited, hidden or a symbol', async (t) => {
    const server = await Server.start(t);
    server.reply(json({}));
    class Request {
      phone = '+431';
      get other() {
        return 1;
      }
    }
    const request = Object.assign(new Request(), { [Symbol('other')]: 1 });
    Object.defineProperty(request, 'hidden', { value: 1 });
    await clientOf(server).sendOtp(request);
    assert.equal(server.last.body, '{"phone":"+431"}');
  });
});

test('a whole result may be converted', () => {
  const result = { phone: '+431', accessToken: 't', anything: 1 };
  const auth = BaxCloudVerifyClient.externalAuthFromVerifyResult(result);
  assert.deepEqual(auth, { id: '+431', token: 't' });
});
