// Methods may be detached from their client. They reject, and never throw.

import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { inspect } from 'node:util';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { clientOf, KEY, METHODS, PROJECT, rejection } from './support/client.mjs';
import { json, Server } from './support/server.mjs';

describe('a method', () => {
  for (const { name, request } of METHODS) {
    test(`${name} works without its client`, async (t) => {
      const server = await Server.start(t);
      server.reply(json({ a: 1 }), json({ a: 2 }));
      const { [name]: method } = clientOf(server);
      assert.deepEqual(await method(request), { a: 1 });
      assert.deepEqual(await method.call({}, request, { timeout: 5000 }), { a: 2 });
    });

    test(`${name} of the prototype rejects without a client`, async () => {
      const method = BaxCloudVerifyClient.prototype[name];
      for (const receiver of [undefined, null, {}, 7]) {
        const error = await rejection(method.call(receiver, request));
        assert.ok(error instanceof BaxVerifyError);
        assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT');
        assert.equal(error.details.field, 'this');
      }
    });
  }

  test('can be overridden by a subclass', async (t) => {
    const server = await Server.start(t);
    server.reply(json({ a: 1 }));
    class Mine extends BaxCloudVerifyClient {
      async getStats(query) {
        return { mine: await super.getStats(query) };
      }
    }
    const options = { projectId: PROJECT, apiKey: KEY, baseUrl: server.url };
    const { getStats } = new Mine(options);
    assert.deepEqual(await getStats({ days: 1 }), { mine: { a: 1 } });
  });

  test('can be replaced on the client and on the prototype', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    const onClient = mock.method(client, 'getStats', async () => 'client');
    assert.equal(await client.getStats(), 'client');
    onClient.mock.restore();
    const onPrototype = mock.method(BaxCloudVerifyClient.prototype, 'getStats', async () => 'all');
    assert.equal(await client.getStats(), 'all');
    assert.equal(await clientOf(server).getStats(), 'all');
    onPrototype.mock.restore();
    server.reply(json({ a: 1 }));
    assert.deepEqual(await client.getStats(), { a: 1 });
  });

  test('does not show in the client', () => {
    const client = clientOf('http://127.0.0.1:1/v1');
    assert.deepEqual(Object.keys(client), []);
    assert.doesNotMatch(inspect(client), /sendOtp/);
  });
});
