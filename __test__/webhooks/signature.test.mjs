import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import {
  BaxVerifyWebhookError,
  isOtpEvent,
  parseWebhook,
  signForTest,
  verifyWebhookSignature,
} from '@baxcloud/baxverify/webhooks';
import fc from 'fast-check';
import {
  BASE64,
  BODY,
  bodies,
  oddSignatures,
  SECRET,
  SIGNATURE,
  secrets,
  signatures,
} from './forgeries.mjs';

const verify = (over) =>
  verifyWebhookSignature({ secret: SECRET, payload: BODY, signature: SIGNATURE, ...over });
const parse = (payload, over) =>
  parseWebhook({
    secret: SECRET,
    payload,
    signature: signForTest({ secret: SECRET, payload }),
    ...over,
  });

describe('a signature is valid', () => {
  for (const [title, over] of [
    ['in hex', {}],
    ['in hex of upper case', { signature: SIGNATURE.toUpperCase() }],
    ['in hex of mixed case', { signature: SIGNATURE.replace(/[a-f]/, (l) => l.toUpperCase()) }],
    ['in hex with the prefix', { signature: `sha256=${SIGNATURE}` }],
    ['in base64', { signature: BASE64 }],
    ['in base64 with the prefix', { signature: `sha256=${BASE64}` }],
    ['over a Buffer', { payload: Buffer.from(BODY) }],
    ['over a part of a Buffer', { payload: Buffer.from(`xx${BODY}`).subarray(2) }],
    ['over an ArrayBuffer', { payload: new TextEncoder().encode(BODY).buffer }],
    ['of the only secret in a list', { secret: [SECRET] }],
    ['of the last of 16 secrets', { secret: [...Array(15).fill('whsec_old'), SECRET] }],
    ['of the first of several secrets', { secret: [SECRET, 'whsec_old'] }],
  ]) {
    test(title, () => assert.equal(verify(over), true));
  }

  test('for any secret and body, and is the HMAC of Node', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
        fc.uint8Array(),
        fc.constantFrom('hex', 'base64'),
        (secret, payload, encoding) => {
          const signature = signForTest({ secret, payload, encoding });
          const expected = createHmac('sha256', secret).update(payload).digest(encoding);
          return signature === expected && verifyWebhookSignature({ secret, payload, signature });
        },
      ),
    );
  });
});

describe('a signature is not valid', () => {
  for (const [title, signature] of [...signatures, ...oddSignatures]) {
    test(title, () => assert.equal(verify({ signature }), false));
  }

  for (const [title, payload] of bodies) {
    test(`for a body ${title}`, () => assert.equal(verify({ payload }), false));
  }

  test('for a body of more than 16 MiB', () => {
    const payload = Buffer.alloc(2 ** 24 + 1, 0x20);
    const signature = createHmac('sha256', SECRET).update(payload).digest('hex');
    assert.equal(verify({ payload, signature }), false);
  });

  test('if any single character is changed', () => {
    fc.assert(
      fc.property(
        fc.nat(63),
        fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
        (at, other) => {
          const signature = SIGNATURE.slice(0, at) + other + SIGNATURE.slice(at + 1);
          return (
            verify({ signature }) ===
            (signature.toLowerCase() === SIGNATURE && /^[\da-f]*$/i.test(signature))
          );
        },
      ),
    );
  });

  test('if it is any text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (signature) => !verify({ signature })));
  });
});

describe('a broken set-up throws', () => {
  for (const [title, secret] of secrets) {
    test(`a secret that is ${title}`, () => {
      const code = { code: 'BAXVERIFY_INVALID_ARGUMENT', statusCode: 500 };
      assert.throws(() => verify({ secret }), code);
      assert.throws(() => parse(BODY, { secret }), code);
    });
  }

  for (const [title, payload] of [
    ['parsed', JSON.parse(BODY)],
    ['undefined', undefined],
    ['null', null],
    ['an array', [1]],
    ['a number', 1],
    ['words of 16 bits', new Uint16Array(2)],
    ['an object that says it is bytes', { [Symbol.toStringTag]: 'ArrayBuffer', slice() {} }],
  ]) {
    test(`a payload that is ${title}`, () => {
      assert.throws(() => verify({ payload }), { code: 'BAXVERIFY_INVALID_ARGUMENT' });
    });
  }

  for (const [title, call, message = /./] of [
    ['no options', () => verifyWebhookSignature()],
    ['a secret in place of options', () => verifyWebhookSignature(SECRET)],
    ['an unknown option', () => verify({ maxAgeSecond: 1 }), /got the field maxAgeSecond\./],
    ['an option named by a secret', () => verify({ [SECRET]: 1 }), /got another field\./],
    ['an age of 0', () => parse(BODY, { maxAgeSeconds: 0 })],
    ['an age that is text', () => parse(BODY, { maxAgeSeconds: '300' })],
    ['a limit above 16 MiB', () => parse(BODY, { maxBodyBytes: 2 ** 24 + 1 })],
    ['a clock that is no function', () => parse(BODY, { now: 1 })],
    ['an unknown encoding', () => signForTest({ secret: SECRET, payload: '', encoding: 'latin1' })],
  ]) {
    test(title, () => assert.throws(call, { code: 'BAXVERIFY_INVALID_ARGUMENT', message }));
  }
});

describe('an event', () => {
  const object = { phone: '+4366412345678', purpose: 'LOGIN' };

  test('is read from the first shape', () => {
    const body = { event: 'otp.sent', projectId: 'proj_1', more: [1] };
    assert.deepEqual(parse(JSON.stringify(body)), body);
  });

  test('is read from the second shape', () => {
    const body = {
      id: 'evt_1',
      type: 'otp.sent',
      created: 1,
      data: { object: { ...object, projectId: 'proj_1' } },
    };
    assert.deepEqual(parse(JSON.stringify(body)), {
      ...body,
      event: 'otp.sent',
      projectId: 'proj_1',
    });
    assert.ok(isOtpEvent(parse(JSON.stringify(body))));
  });

  test('of both shapes has the name of the first', () => {
    assert.equal(parse('{"type":"other","event":"otp.sent"}').event, 'otp.sent');
    assert.equal(parse('{"type":"otp.sent","event":7}').event, 'otp.sent');
  });

  test('that is new is read', () => {
    const event = parse('{"event":"otp.delivered","data":{"object":{"phone":"+431"}}}');
    assert.equal(event.event, 'otp.delivered');
    assert.equal(isOtpEvent(event), false);
  });

  test('without a phone is not an OTP event', () => {
    for (const data of [
      undefined,
      null,
      [],
      {},
      { object: [] },
      { object: {} },
      { object: { phone: 1 } },
    ]) {
      assert.equal(isOtpEvent(parse(JSON.stringify({ event: 'otp.sent', data }))), false);
    }
    assert.equal(isOtpEvent(null), false);
  });

  test('with a byte order mark is read, because the mark is signed', () => {
    assert.equal(parse('\ufeff{"event":"x"}').event, 'x');
  });

  test('keeps keys that pollute as plain fields', () => {
    const event = parse(
      '{"event":"x","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
    );
    assert.equal(event.isAdmin, undefined);
    assert.equal({}.isAdmin, undefined);
    assert.equal(Object.getPrototypeOf(event), Object.prototype);
    assert.throws(() => parse('{"__proto__":{"event":"x"}}'), {
      code: 'BAXVERIFY_WEBHOOK_BODY_INVALID',
    });
  });

  for (const [title, payload] of [
    ['empty', ''],
    ['NUL', '\0'],
    ['no JSON', 'event=otp.sent'],
    ['an array', '[{"event":"x"}]'],
    ['null', 'null'],
    ['text', '"otp.sent"'],
    ['without a name', '{"projectId":"p"}'],
    ['with an empty name', '{"event":""}'],
    ['with a name of 257 characters', `{"event":"${'x'.repeat(257)}"}`],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['deeply nested', `${'['.repeat(200_000)}`],
  ]) {
    test(`is refused if the signed body is ${title}`, () => {
      assert.throws(() => parse(payload), {
        code: 'BAXVERIFY_WEBHOOK_BODY_INVALID',
        statusCode: 400,
      });
    });
  }

  test('is refused without a signature, or with a wrong one', () => {
    for (const signature of [undefined, null, '']) {
      assert.throws(() => parse(BODY, { signature }), {
        code: 'BAXVERIFY_WEBHOOK_SIGNATURE_MISSING',
        statusCode: 401,
      });
    }
    assert.throws(() => parse(BODY, { signature: 'x' }), {
      code: 'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID',
      statusCode: 401,
    });
  });

  test('is refused above maxBodyBytes', () => {
    assert.throws(() => parse(BODY, { maxBodyBytes: BODY.length - 1 }), {
      code: 'BAXVERIFY_WEBHOOK_BODY_TOO_LARGE',
      statusCode: 413,
    });
    assert.equal(parse(BODY, { maxBodyBytes: BODY.length }).event, 'otp.sent');
  });
});

describe('maxAgeSeconds', () => {
  const created = 1_790_000_000;
  const at =
    (seconds, payload = BODY) =>
    () =>
      parse(payload, { maxAgeSeconds: 300, now: () => new Date((created + seconds) * 1000) });

  test('accepts an event within this time', () => {
    for (const seconds of [0, 300, -300]) assert.equal(at(seconds)().created, created);
    assert.ok(
      parse(JSON.stringify({ event: 'x', created: Math.floor(Date.now() / 1000) }), {
        maxAgeSeconds: 60,
      }),
    );
  });

  test('refuses an older one, one from the future, and one without a time', () => {
    const refused = { code: 'BAXVERIFY_WEBHOOK_EXPIRED', statusCode: 400 };
    for (const seconds of [301, -301, 1e9]) assert.throws(at(seconds), refused);
    for (const wrong of ['""', 'null', '"1790000000"', '{}', '1e400', '[1790000000]']) {
      assert.throws(at(0, `{"event":"x","created":${wrong}}`), refused);
    }
    assert.throws(at(0, '{"event":"x"}'), refused);
    assert.throws(at(Number.NaN), refused);
  });
});

describe('an error', () => {
  test('holds no secret, no signature and no body', () => {
    const secret = 'whsec_canary1';
    const forged = 'canary2'.padEnd(64, '0');
    const payload = '{"canary3":';
    const signature = signForTest({ secret, payload });
    for (const call of [
      () => parseWebhook({ secret, payload, signature: forged }),
      () => parseWebhook({ secret, payload, signature }),
      () => parseWebhook({ secret: [secret, ''], payload, signature }),
      () => parseWebhook({ secret, payload: { canary3: 1 }, signature }),
      () => parseWebhook({ secret, payload, signature, maxBodyBytes: 1 }),
    ]) {
      const error = caught(call);
      assert.ok(error instanceof BaxVerifyWebhookError);
      for (const text of [error.message, JSON.stringify(error), inspect(error, { depth: 9 })]) {
        assert.doesNotMatch(text.replace(/\n\s+at .*/g, ''), /canary/);
      }
      assert.equal(error.cause, undefined);
    }
  });

  test('is recognized across copies of the module, and subclasses by their prototype', () => {
    class Own extends BaxVerifyWebhookError {}
    const error = caught(() => verify({ secret: '' }));
    assert.ok(error instanceof Error);
    assert.equal(error instanceof Own, false);
    assert.equal(null instanceof BaxVerifyWebhookError, false);
    assert.equal(error.name, 'BaxVerifyWebhookError');
    assert.equal(error.toJSON().statusCode, 500);
    assert.equal(new BaxVerifyWebhookError({ code: 'OTHER', message: 'm' }).statusCode, 500);
  });
});

test('a polluted Object.prototype adds no secret, signature or option', () => {
  const inherited = Object.create({ secret: SECRET, signature: SIGNATURE });
  assert.throws(() => verifyWebhookSignature(Object.assign(inherited, { payload: BODY })), {
    code: 'BAXVERIFY_INVALID_ARGUMENT',
  });
});

function caught(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was thrown');
}
