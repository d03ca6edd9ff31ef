import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import {
  assertRefused,
  BOOLEAN,
  CANARY,
  COUNT,
  LIMITS,
  NOT_A_BOOLEAN,
  NOT_A_COUNT,
  NOT_A_SIGNAL,
  NOT_A_TIMEOUT,
  NOT_AN_OBJECT,
  NOT_RETRIES,
  NOT_TEXT,
  NOT_TEXT_OR_ABSENT,
  RETRIES,
  SIGNAL,
  TIMEOUT,
  tooLong,
  upTo,
} from './support/refused.mjs';
import { json, Server } from './support/server.mjs';

describe('arguments of the methods', () => {
  const table = {
    sendOtp: {
      shape: ['request', 'an object like { phone, purpose }', NOT_AN_OBJECT],
      phone: [upTo(LIMITS.phone), NOT_TEXT],
      purpose: [upTo(LIMITS.purpose), NOT_TEXT_OR_ABSENT],
    },
    verifyOtp: {
      shape: ['request', 'an object like { phone, code }', NOT_AN_OBJECT],
      phone: [upTo(LIMITS.phone), NOT_TEXT],
      code: [upTo(LIMITS.code), NOT_TEXT],
    },
    validateVerificationToken: {
      shape: ['request', 'an object like { token }', NOT_AN_OBJECT],
      token: [upTo(LIMITS.token), NOT_TEXT],
      consume: [BOOLEAN, NOT_A_BOOLEAN],
    },
    getStats: {
      shape: ['query', 'an object like { days }', NOT_AN_OBJECT.slice(1)],
      days: [COUNT, NOT_A_COUNT],
    },
    listLogs: {
      shape: ['query', 'an object like { phone, status, page, limit }', NOT_AN_OBJECT.slice(1)],
      phone: [upTo(LIMITS.phone), NOT_TEXT_OR_ABSENT],
      status: [upTo(LIMITS.status), NOT_TEXT_OR_ABSENT],
      page: [COUNT, NOT_A_COUNT],
      limit: [COUNT, NOT_A_COUNT],
    },
  };

  for (const { name, request } of METHODS) {
    test(name, async (t) => {
      const server = await Server.start(t);
      const client = clientOf(server);
      const { shape, ...fields } = table[name];
      const [argument, expectation, values] = shape;
      for (const value of values) {
        assertRefused(await rejection(client[name](value)), argument, expectation);
      }
      for (const [field, [expected, wrong]] of Object.entries(fields)) {
        for (const value of wrong) {
          const error = await rejection(client[name]({ ...request, [field]: value }));
          assertRefused(error, field, expected);
        }
        if (!(field in LIMITS)) continue;
        for (const [value, length] of tooLong(LIMITS[field])) {
          const error = await rejection(client[name]({ ...request, [field]: value }));
          assertRefused(error, field, expected);
          assert.match(error.message, new RegExp(`; got a string of ${length} characters\\.$`));
        }
      }
      const options = [
        ['timeout', TIMEOUT, NOT_A_TIMEOUT],
        ['maxRetries', RETRIES, NOT_RETRIES],
        ['signal', SIGNAL, NOT_A_SIGNAL],
      ];
      for (const [field, expected, wrong] of options) {
        for (const value of wrong) {
          const error = await rejection(client[name](request, { [field]: value }));
          assertRefused(error, field, expected);
        }
      }
      for (const value of NOT_AN_OBJECT.slice(1)) {
        const error = await rejection(client[name](request, value));
        assertRefused(error, 'options', 'an object like { signal, timeout, maxRetries }');
      }
      assert.equal(server.connections, 0);
    });
  }

  test('of every method work with empty call options', async (t) => {
    const server = await Server.start(t);
    const absent = { signal: undefined, timeout: null, maxRetries: undefined };
    for (const { name, request } of METHODS) {
      server.reply(json({}), json({}), json({}));
      await clientOf(server)[name](request, undefined);
      await clientOf(server)[name](request, {});
      await clientOf(server)[name](request, absent);
    }
    assert.equal(server.requests.length, 15);
  });

  test('at their limits are sent unchanged', async (t) => {
    const server = await Server.start(t);
    server.reply(json({}), json({}));
    const client = clientOf(server);
    await client.getStats({ days: 2147483647 });
    assert.equal(server.last.path, '/v1/auth/sms/stats?days=2147483647');
    await client.sendOtp({ phone: ' ' });
    assert.equal(server.last.body, '{"phone":" "}');
    const longest = (field) => '\u00e9'.repeat(LIMITS[field]);
    for (const [name, request] of [
      ['sendOtp', { phone: longest('phone'), purpose: longest('purpose') }],
      ['verifyOtp', { phone: longest('phone'), code: '1234567890' }],
      ['validateVerificationToken', { token: longest('token'), consume: true }],
    ]) {
      server.reply(json({}));
      await client[name](request);
      assert.equal(server.last.body, JSON.stringify(request));
    }
    server.reply(json({}));
    await client.listLogs({ phone: longest('phone'), status: longest('status') });
    assert.equal(
      server.last.path,
      `/v1/auth/sms/logs?phone=${'%C3%A9'.repeat(LIMITS.phone)}&status=${'%C3%A9'.repeat(LIMITS.status)}`,
    );
  });

  test('are read once, before the call begins', async (t) => {
    const server = await Server.start(t);
    server.reply(json({}));
    let reads = 0;
    const request = {
      get phone() {
        return `+43${++reads}`;
      },
    };
    const call = clientOf(server).sendOtp(request);
    request.purpose = 'LATE';
    await call;
    assert.equal(server.last.body, '{"phone":"+431"}');
  });

  test('that throw when read reject the call', async (t) => {
    const server = await Server.start(t);
    const reason = new RangeError('getter');
    const request = {
      get phone() {
        throw reason;
      },
    };
    assert.equal(await rejection(clientOf(server).sendOtp(request)), reason);
    assert.equal(server.connections, 0);
  });
});

describe('externalAuthFromVerifyResult', () => {
  const { externalAuthFromVerifyResult } = BaxCloudVerifyClient;

  test('converts phone and token', () => {
    const result = { verified: true, phone: PHONE, accessToken: 'a.b.c', expiresIn: 900 };
    assert.deepEqual(externalAuthFromVerifyResult(result), { id: PHONE, token: 'a.b.c' });
  });

  test('throws immediately if one of them is missing', () => {
    const attempt = (value) => {
      try {
        externalAuthFromVerifyResult(value);
      } catch (error) {
        return error;
      }
      assert.fail('accepted');
    };
    for (const value of NOT_TEXT) {
      const noPhone = attempt({ phone: value, accessToken: CANARY });
      assertRefused(noPhone, 'result.phone', upTo(LIMITS.phone));
      const noToken = attempt({ phone: PHONE, accessToken: value });
      assertRefused(noToken, 'result.accessToken', upTo(LIMITS.token));
    }
    for (const [value] of tooLong(LIMITS.phone)) {
      const error = attempt({ phone: value, accessToken: 'a.b.c' });
      assertRefused(error, 'result.phone', upTo(LIMITS.phone));
    }
    for (const [value] of tooLong(LIMITS.token)) {
      const error = attempt({ phone: PHONE, accessToken: value });
      assertRefused(error, 'result.accessToken', upTo(LIMITS.token));
    }
    for (const value of NOT_AN_OBJECT) {
      const shape = 'an object like { phone, accessToken }, as verifyOtp returns it';
      assertRefused(attempt(value), 'result', shape);
    }
  });
});
