/**
 * One HTTP/2 connection carries all calls to a service, so a silent connection must not be kept.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { pemFile, root } from './certificates.mjs';
import { http2Server } from './http2.mjs';

before(() => {
  process.env.NODE_EXTRA_CA_CERTS = pemFile(root);
});

const PHONE = '+4366412345678';
const client = ({ baseUrl }) =>
  new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'bax_sk_k', baseUrl });

/** Stops the server after the test, even if it fails. */
const during = async (test, starting) => {
  const server = await starting;
  test.after(() => server.close());
  return server;
};

describe('an HTTP/2 connection that falls silent', { concurrency: true }, () => {
  /** Responds to the first request of a server, and to nothing more on its first connection. */
  const silentAfterFirst = () => {
    const fault = {
      request: (peer, stream, number) => {
        fault.first ??= peer;
        fault.mute = peer === fault.first;
        if (number === 1 || peer !== fault.first) peer.answer(stream);
      },
    };
    return http2Server(fault);
  };

  it('is dropped, and a reading call is retried on a new one', async (t) => {
    const server = await during(t, silentAfterFirst());
    const target = client(server);
    await target.getStats();
    const began = performance.now();
    assert.equal((await target.getStats()).sent, 1);
    assert.ok(performance.now() - began < 13_000);
    assert.equal(server.seen.connections, 2);
  });

  it('is dropped, and a writing call is not retried', async (t) => {
    const server = await during(t, silentAfterFirst());
    const target = client(server);
    await target.getStats();
    const error = await target.sendOtp({ phone: PHONE }).catch((reason) => reason);
    assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
    assert.equal(error.outcome, 'unknown');
    assert.equal(error.cause.message, 'the other side no longer responds');
    assert.equal(server.seen.POST, 1);
    assert.equal((await target.sendOtp({ phone: PHONE })).expiresInSeconds, 300);
  });

  it('is kept while it answers pings, even if the service is slow', async (t) => {
    const server = await during(
      t,
      http2Server({
        request: (peer, stream) => setTimeout(() => peer.answer(stream), 12_000),
      }),
    );
    const target = client(server);
    assert.equal((await target.sendOtp({ phone: PHONE })).expiresInSeconds, 300);
    assert.equal(server.seen.POST, 1);
    assert.ok(server.seen.pings > 0);
  });
});
