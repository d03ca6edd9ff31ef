// The first hour of an integration: keys, projects and base URLs that are wrong.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { clientOf, METHODS, rejection } from './support/client.mjs';
import { assertRefused } from './support/refused.mjs';
import { answer, envelope, json, Server } from './support/server.mjs';

function withEnvironment(t, variables) {
  const before = Object.keys(variables).map((name) => [name, process.env[name]]);
  Object.assign(process.env, variables);
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

function constructionError(options) {
  try {
    new BaxCloudVerifyClient(options);
  } catch (error) {
    return error;
  }
  assert.fail('accepted');
}

describe('the environment', () => {
  test('configures a client that has no options', async (t) => {
    const server = await Server.start(t);
    server.reply(json({}), json({}));
    withEnvironment(t, {
      BAXCLOUD_PROJECT_ID: 'proj_env',
      BAXCLOUD_API_KEY: 'bax_sk_env',
      BAXCLOUD_BASE_URL: server.url,
    });
    await new BaxCloudVerifyClient().getStats();
    assert.equal(server.last.headers.authorization, 'Bearer bax_sk_env');
    assert.equal(server.last.headers['x-project-id'], 'proj_env');
    await new BaxCloudVerifyClient({ apiKey: 'bax_sk_option', projectId: undefined }).getStats();
    assert.equal(server.last.headers.authorization, 'Bearer bax_sk_option');
    assert.equal(server.last.headers['x-project-id'], 'proj_env');
  });

  test('is named in an error about its value', (t) => {
    withEnvironment(t, { BAXCLOUD_PROJECT_ID: 'proj_env', BAXCLOUD_API_KEY: '"bax_sk_c4nary"' });
    const { message } = constructionError();
    assert.equal(
      message,
      'apiKey must be a key like bax_sk_…; got a string with quotes. ' +
        'It comes from the environment variable BAXCLOUD_API_KEY.',
    );
  });

  test('is named in an error about a blank in it', (t) => {
    for (const variable of ['BAXCLOUD_API_KEY', 'BAXCLOUD_PROJECT_ID']) {
      const valid = { BAXCLOUD_PROJECT_ID: 'proj_env', BAXCLOUD_API_KEY: 'bax_sk_env' };
      for (const [end, kind] of [
        [' ', 'a blank'],
        ['\t', 'a blank'],
        ['\r', 'a line break'],
        ['\r\n', 'a line break'],
        [' \n', 'a line break'],
        ['\u00a0', 'a blank'],
        ['\u200b', 'another character'],
      ]) {
        withEnvironment(t, { ...valid, [variable]: `c4nary${end}` });
        const { message } = constructionError();
        assert.ok(
          message.endsWith(
            `got a string with ${kind}. It comes from the environment variable ${variable}.`,
          ),
          message,
        );
        assert.doesNotMatch(message, /c4nary/);
      }
    }
  });

  test('does not replace an option that is null or empty', (t) => {
    withEnvironment(t, { BAXCLOUD_PROJECT_ID: 'proj_env', BAXCLOUD_API_KEY: 'bax_sk_env' });
    for (const value of [null, '']) {
      assert.equal(constructionError({ apiKey: value }).details.field, 'apiKey');
      assert.equal(constructionError({ projectId: value }).details.field, 'projectId');
    }
  });
});

describe('a project id', () => {
  for (const projectId of ['"proj_c4nary"', "'proj_c4nary'", '`proj_c4nary', 'proj_c4nary"']) {
    test(`in quotes: ${projectId[0]}…`, (t) => {
      const error = constructionError({ projectId, apiKey: 'bax_sk_1' });
      assertRefused(error, 'projectId', 'the id of a project');
      assert.match(error.message, /got a string with quotes\.$/);
      assert.ok(!error.stack.includes('c4nary'));
      withEnvironment(t, { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: 'bax_sk_1' });
      assert.match(constructionError().message, /quotes\. It comes from .* BAXCLOUD_PROJECT_ID\.$/);
    });
  }
});

describe('a key', () => {
  for (const apiKey of ['"bax_sk_c4nary"', "'bax_sk_c4nary'", '`bax_sk_c4nary', 'bax_sk_c4nary"']) {
    test(`in quotes: ${apiKey[0]}…`, () => {
      const error = constructionError({ projectId: 'p', apiKey });
      assertRefused(error, 'apiKey', 'a key like bax_sk_…');
      assert.ok(!error.stack.includes('c4nary'));
    });
  }

  test('with the scheme of its header', () => {
    const error = constructionError({ projectId: 'p', apiKey: 'Bearer bax_sk_c4nary' });
    assert.match(error.message, /got a string that begins with Bearer\.$/);
  });

  for (const [apiKey, kind] of [
    ['BAXCLOUD_API_KEY=bax_sk_c4nary', 'a string with the name of a variable'],
    ['whsec_c4nary', 'a secret of webhooks'],
  ]) {
    test(`that is ${kind}`, () => {
      const { message } = constructionError({ projectId: 'p', apiKey });
      assert.equal(message, `apiKey must be a key like bax_sk_…; got ${kind}.`);
    });
  }

  for (const projectId of ['bax_sk_c4nary', 'bax_pk_c4nary', '"bax_sk_c4nary"']) {
    test(`in the place of the project: ${projectId.slice(0, 6)}…`, () => {
      const error = constructionError({ projectId, apiKey: 'bax_sk_1' });
      assertRefused(error, 'projectId', 'the id of a project');
      assert.ok(!error.stack.includes('c4nary'));
    });
  }

  test('of a client can send and verify only', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server, { apiKey: 'bax_pk_1' });
    for (const { name, request } of METHODS) {
      if (name === 'sendOtp' || name === 'verifyOtp') {
        server.reply(json({}));
        await client[name](request);
        continue;
      }
      const error = await rejection(client[name](request));
      assertRefused(error, 'apiKey', 'a server key, bax_sk_…, for this method');
    }
    assert.equal(server.requests.length, 2);
  });
});

describe('a 404', () => {
  const HINT = / The base URL does not end with \/v1, as that of the service does\.$/;
  for (const [path, hinted] of [
    ['', true],
    ['/', true],
    ['/v2', true],
    ['/v1', false],
    ['/v1/', false],
    ['/proxy/v1', false],
  ]) {
    test(`from ${path || 'the root'} ${hinted ? 'hints at' : 'does not mention'} /v1`, async (t) => {
      const server = await Server.start(t);
      server.reply(answer('404 Not Found', 'no such page'));
      const error = await rejection(clientOf(`${server.origin}${path}`).getStats());
      assert.equal(error.statusCode, 404);
      assert.equal(HINT.test(error.message), hinted, error.message);
      assert.equal(HINT.test(error.stack), false);
    });
  }

  test('is the only status with that hint', async (t) => {
    const server = await Server.start(t);
    server.reply(json(envelope('BAXVERIFY_OTP_INVALID', 'No.'), { status: 400 }));
    const error = await rejection(clientOf(server.origin).getStats());
    assert.equal(error.message, 'No.');
  });
});
