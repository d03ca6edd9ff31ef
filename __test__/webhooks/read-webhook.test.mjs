import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import * as node from '@baxcloud/baxverify/webhooks';
import { BASE64, BODY, bodies, SECRET, SIGNATURE, secrets, signatures } from './forgeries.mjs';

const edgeFile = fileURLToPath(new URL('../../webhooks.edge.mjs', import.meta.url));
const edge = await import(edgeFile);

const request = (body, headers = { 'x-baxcloud-signature': SIGNATURE }) =>
  new Request('http://127.0.0.1/', { method: 'POST', body, headers, duplex: 'half' });

for (const [build, { readWebhook }] of [
  ['Node', node],
  ['the edge', edge],
]) {
  const read = (body, headers, options) =>
    readWebhook(request(body, headers), { secret: SECRET, ...options });
  const refused = (code, statusCode) => ({ name: 'BaxVerifyWebhookError', code, statusCode });

  describe(`readWebhook of the build for ${build}`, () => {
    test('resolves with the event', async () => {
      const event = await read(BODY);
      assert.equal(event.event, 'otp.sent');
      assert.deepEqual(event, JSON.parse(BODY));
      await read(BODY, { 'x-baxcloud-signature': `sha256=${BASE64}` });
      await read(BODY, undefined, { secret: ['whsec_new', SECRET] });
    });

    for (const [title, signature] of signatures) {
      test(`refuses a signature ${title}`, () =>
        assert.rejects(
          read(BODY, { 'x-baxcloud-signature': signature }),
          refused('BAXVERIFY_WEBHOOK_SIGNATURE_INVALID', 401),
        ));
    }

    for (const [title, body] of bodies) {
      test(`refuses a body ${title}`, () =>
        assert.rejects(read(body), refused('BAXVERIFY_WEBHOOK_SIGNATURE_INVALID', 401)));
    }

    test('refuses two signatures, one of them right', async () => {
      const headers = new Headers([['x-baxcloud-signature', SIGNATURE]]);
      headers.append('x-baxcloud-signature', SIGNATURE);
      await assert.rejects(read(BODY, headers), { code: 'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID' });
    });

    test('refuses a request without a signature or a body', async () => {
      await assert.rejects(read(BODY, {}), refused('BAXVERIFY_WEBHOOK_SIGNATURE_MISSING', 401));
      const signature = node.signForTest({ secret: SECRET, payload: '' });
      const empty = request(undefined, { 'x-baxcloud-signature': signature });
      await assert.rejects(
        readWebhook(empty, { secret: SECRET }),
        refused('BAXVERIFY_WEBHOOK_BODY_INVALID', 400),
      );
    });

    test('refuses a body that says it is compressed', () =>
      assert.rejects(
        read(BODY, { 'x-baxcloud-signature': SIGNATURE, 'content-encoding': 'br' }),
        refused('BAXVERIFY_WEBHOOK_BODY_INVALID', 415),
      ));

    test('cuts an endless body at the limit', async () => {
      let pulled = 0;
      let isCancelled = false;
      const endless = new ReadableStream({
        pull(controller) {
          pulled += 1;
          controller.enqueue(new Uint8Array(1000));
        },
        cancel() {
          isCancelled = true;
        },
      });
      await assert.rejects(
        read(endless, undefined, { maxBodyBytes: 10_000 }),
        refused('BAXVERIFY_WEBHOOK_BODY_TOO_LARGE', 413),
      );
      assert.ok(isCancelled);
      assert.ok(pulled <= 14, `${pulled}`);
    });

    test('ends a body that takes too long', () =>
      assert.rejects(
        read(new ReadableStream({}), undefined, { bodyTimeout: 20 }),
        refused('BAXVERIFY_WEBHOOK_BODY_TIMEOUT', 408),
      ));

    test('refuses a body that breaks off', () => {
      const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('x')) });
      return assert.rejects(read(broken), refused('BAXVERIFY_WEBHOOK_BODY_INVALID', 400));
    });

    test('says what to do if the body was read before', async () => {
      const parsed = request(BODY);
      await parsed.json();
      const locked = request(BODY);
      locked.body.getReader();
      for (const each of [parsed, locked]) {
        await assert.rejects(readWebhook(each, { secret: SECRET }), {
          code: 'BAXVERIFY_WEBHOOK_BODY_CONSUMED',
          message: /request\.clone\(\)/,
        });
      }
    });

    for (const [title, secret] of secrets) {
      test(`rejects a secret that is ${title}`, () =>
        assert.rejects(
          read(BODY, undefined, { secret }),
          refused('BAXVERIFY_INVALID_ARGUMENT', 500),
        ));
    }

    test('keeps a body in parts of one byte in little memory', { timeout: 120_000 }, async () => {
      const bytes = new TextEncoder().encode(BODY.replace('LOGIN', 'L'.repeat(400_000)));
      const used = () => {
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        return heapUsed + arrayBuffers;
      };
      const before = used();
      let most = 0;
      let sent = 0;
      const stream = new ReadableStream({
        async pull(controller) {
          for (let n = 0; n < 1000 && sent < bytes.length; n += 1) {
            controller.enqueue(bytes.subarray(sent, sent + 1));
            sent += 1;
          }
          if (sent === bytes.length) controller.close();
          most = Math.max(most, used() - before);
          await new Promise((resolve) => setImmediate(resolve));
        },
      });
      const refusal = refused('BAXVERIFY_WEBHOOK_SIGNATURE_INVALID', 401);
      await assert.rejects(read(stream, undefined, { bodyTimeout: 100_000 }), refusal);
      assert.equal(sent, bytes.length);
      assert.ok(most < 100_000_000, `${most} bytes`);
    });

    test('reads on if the clock of the system is set meanwhile', async (t) => {
      let hours = 0;
      t.mock.method(Date, 'now', () => 3_600_000 * hours++);
      const bytes = new TextEncoder().encode(BODY);
      const parts = [bytes.subarray(0, 9), bytes.subarray(9)];
      const stream = new ReadableStream({
        pull(controller) {
          const part = parts.shift();
          if (part) controller.enqueue(part);
          else controller.close();
        },
      });
      assert.equal((await read(stream)).id, 'evt_1');
    });

    test('ends in time if a stream always has an empty part', async () => {
      const stream = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(0)),
      });
      await assert.rejects(
        read(stream, undefined, { bodyTimeout: 50 }),
        refused('BAXVERIFY_WEBHOOK_BODY_TIMEOUT', 408),
      );
    });

    test('ends in time if a body cannot be cancelled', async () => {
      const headers = new Headers({ 'x-baxcloud-signature': SIGNATURE });
      const pending = new Promise(() => {});
      for (const cancel of [undefined, () => pending, () => Promise.reject(new Error('no'))]) {
        const body = { getReader: () => ({ read: () => pending, cancel }) };
        await assert.rejects(
          readWebhook({ headers, body, bodyUsed: false }, { secret: SECRET, bodyTimeout: 20 }),
          refused('BAXVERIFY_WEBHOOK_BODY_TIMEOUT', 408),
        );
      }
    });

    test('refuses parts that are no bytes, and headers that are no text', async () => {
      for (const part of [1e9, {}, null, [BODY]]) {
        const body = new ReadableStream({
          start(controller) {
            controller.enqueue(part);
            controller.close();
          },
        });
        const headers = new Headers({ 'x-baxcloud-signature': SIGNATURE });
        await assert.rejects(
          readWebhook({ headers, body, bodyUsed: false }, { secret: SECRET }),
          refused('BAXVERIFY_WEBHOOK_BODY_INVALID', 400),
        );
      }
      const { body } = request(BODY);
      await assert.rejects(
        readWebhook(
          { headers: { get: () => [SIGNATURE] }, body, bodyUsed: false },
          { secret: SECRET },
        ),
        { name: 'BaxVerifyWebhookError' },
      );
    });

    test('rejects what is no request, and unknown options', async () => {
      const code = { code: 'BAXVERIFY_INVALID_ARGUMENT' };
      await assert.rejects(readWebhook({ headers: {} }, { secret: SECRET }), code);
      await assert.rejects(readWebhook(undefined, { secret: SECRET }), code);
      await assert.rejects(readWebhook(request(BODY)), code);
      await assert.rejects(read(BODY, undefined, { maxAge: 1 }), code);
    });

    test('checks the age', async () => {
      const options = { maxAgeSeconds: 60, now: () => 1_790_000_000_000 };
      assert.equal((await read(BODY, undefined, options)).id, 'evt_1');
      await assert.rejects(
        read(BODY, undefined, { maxAgeSeconds: 60, now: () => 0 }),
        refused('BAXVERIFY_WEBHOOK_EXPIRED', 400),
      );
    });
  });
}

describe('the build for the edge', () => {
  test('imports nothing', () => {
    assert.doesNotMatch(readFileSync(edgeFile, 'utf8'), /^import\b|\brequire\(/m);
  });

  test('needs only the globals of the web', async () => {
    const globals = {
      crypto,
      TextEncoder,
      TextDecoder,
      Uint8Array,
      setTimeout,
      clearTimeout,
      performance,
      btoa,
    };
    const context = createContext({ ...globals });
    const source = readFileSync(edgeFile, 'utf8').replace(/^export (\{.*\});$/m, '($1)');
    const { readWebhook } = runInContext(source, context);
    assert.equal((await readWebhook(request(BODY), { secret: SECRET })).id, 'evt_1');
    const forged = request(`${BODY} `);
    await assert.rejects(readWebhook(forged, { secret: SECRET }), {
      code: 'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID',
    });
  });

  test('exports the same names', () => {
    assert.deepEqual(
      Object.keys(edge),
      Object.keys(node).filter((name) => name !== 'default'),
    );
  });

  test('says what to use instead of a synchronous function', () => {
    for (const call of [
      () => edge.verifyWebhookSignature({ secret: 's', payload: '', signature: SIGNATURE }),
      () => edge.parseWebhook({ secret: 's', payload: '', signature: SIGNATURE }),
      () => edge.signForTest({ secret: 's', payload: '' }),
    ]) {
      assert.throws(call, { code: 'BAXVERIFY_WEBHOOK_UNSUPPORTED', message: /readWebhook/ });
    }
  });

  test('shares its error class with the build for Node', () => {
    assert.ok(new edge.BaxVerifyWebhookError({ code: 'x' }) instanceof node.BaxVerifyWebhookError);
  });
});
