import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { fakeGuard } from './support/guard.mjs';
import { clientOf, login, newPhone, sdk } from './support/service.mjs';

const { createPhoneLogin, PhoneLoginError } = login;

let emulator;
let client;
before(async () => {
  emulator = await startEmulator({ sendLimit: 0 });
  client = clientOf(emulator);
});
after(() => emulator.stop());

const open = (options) => createPhoneLogin({ client, guard: fakeGuard(), ...options });
const ip = '192.0.2.1';

async function reasonOf(promise) {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  assert.ok(error instanceof PhoneLoginError, `not a PhoneLoginError: ${error}`);
  return error;
}

async function refuses(promise, reason, status) {
  const error = await reasonOf(promise);
  assert.deepEqual([error.reason, error.status], [reason, status]);
  return error;
}

/** A proof as another server would bring it. */
async function proofOf(phone, purpose = 'LOGIN', from = client, at = emulator) {
  await from.sendOtp({ phone, purpose });
  return (await from.verifyOtp({ phone, code: at.codeFor(phone) })).accessToken;
}

describe('a login', () => {
  test('sends a code and verifies it, whatever way number and code are typed', async () => {
    const guard = fakeGuard();
    const { send, verify } = open({ guard });
    const phone = newPhone();
    const typed = ` 00${phone.slice(1, 3)} (0)${phone.slice(3, 6)} ${phone.slice(6)} `;
    const attempt = { ip, device: 'd', user: 'u', challenge: 'c' };
    assert.deepEqual(await send({ phone: typed, ...attempt }), {
      phone,
      expiresInSeconds: 600,
      resendAfterSeconds: 30,
    });
    assert.equal(emulator.messages({ phone })[0].purpose, 'LOGIN');
    const code = emulator.codeFor(phone);
    const spaced = `${code.slice(0, 3)}-${code.slice(3)} `;
    assert.deepEqual(await verify({ phone: typed, code: spaced, ...attempt }), { phone });
    assert.deepEqual(
      guard.calls.map(([name, first, second]) => [name, second ?? first]),
      [
        ['checkSend', { phone, ...attempt }],
        ['settleSend', 'sent'],
        ['checkVerify', { phone, ...attempt }],
        ['settleVerify', 'verified'],
      ],
    );
  });

  test('works with the guard that comes by default', async () => {
    const { send, verify } = createPhoneLogin({ client });
    const phone = newPhone();
    const { resendAfterSeconds } = await send({ phone, ip });
    assert.ok(resendAfterSeconds >= 1);
    assert.deepEqual(await verify({ phone, code: emulator.codeFor(phone), ip }), { phone });
  });

  test('takes national numbers of a default country', async () => {
    const phone = newPhone();
    const { send } = open({ defaultCountry: 'AT' });
    assert.equal((await send({ phone: `0${phone.slice(3)}`, ip })).phone, phone);
  });

  test('spends the proof', async () => {
    const seen = [];
    const spy = {
      toJSON: () => client.toJSON(),
      sendOtp: (...args) => client.sendOtp(...args),
      verifyOtp: async (...args) => {
        const result = await client.verifyOtp(...args);
        seen.push(result.accessToken);
        return result;
      },
      validateVerificationToken: (...args) => client.validateVerificationToken(...args),
    };
    const { send, verify } = open({ client: spy });
    const phone = newPhone();
    await send({ phone, ip });
    await verify({ phone, code: emulator.codeFor(phone), ip });
    await assert.rejects(client.validateVerificationToken({ token: seen[0] }), {
      code: 'BAXVERIFY_TOKEN_CONSUMED',
    });
  });

  test('refuses a wrong code, one that is none, an old one, and one too many', async () => {
    const guard = fakeGuard();
    const { send, verify } = open({ guard });
    const phone = newPhone();
    await send({ phone, ip });
    const code = emulator.codeFor(phone);
    const wrong = code === '000000' ? '111111' : '000000';
    guard.calls.length = 0;
    await refuses(verify({ phone, code: wrong, ip }), 'wrong_code', 400);
    assert.deepEqual(
      guard.named('settleVerify').map(([, result]) => result),
      ['wrong_code'],
    );
    guard.calls.length = 0;
    for (const none of ['', 'abc', '12', undefined, null, 123456, ['123456'], '1'.repeat(50_000)]) {
      await refuses(verify({ phone, code: none, ip }), 'wrong_code', 400);
    }
    assert.deepEqual(guard.calls, [], 'what cannot be a code is no guess');
    for (let n = 0; n < 4; n += 1)
      await refuses(verify({ phone, code: wrong, ip }), 'wrong_code', 400);
    await refuses(verify({ phone, code, ip }), 'code_spent', 400);
    const old = newPhone();
    await send({ phone: old, ip });
    emulator.advance({ minutes: 11 });
    await refuses(verify({ phone: old, code: emulator.codeFor(old), ip }), 'code_expired', 400);
    assert.deepEqual(
      new Set(guard.named('settleVerify').map(([, result]) => result)),
      new Set(['wrong_code']),
    );
  });

  test('asks the guard before it sends, and sends nothing without its leave', async () => {
    const said = {
      country_not_served: 403,
      invalid_phone: 400,
      slow_down: 429,
      challenge_required: 403,
      unavailable: 503,
    };
    for (const [reason, status] of Object.entries(said)) {
      const decision = { action: 'refuse', reason, rule: 'budget', retryAfterSeconds: 12.2 };
      const guard = fakeGuard({ send: decision, verify: decision });
      const { send, verify } = open({ guard });
      const phone = newPhone();
      const error = await refuses(send({ phone, ip }), reason, status);
      assert.equal(error.retryAfterSeconds, 13);
      await refuses(verify({ phone, code: '123456', ip }), reason, status);
      assert.equal(emulator.messages({ phone }).length, 0);
      assert.deepEqual(
        guard.calls.map(([name]) => name),
        ['checkSend', 'checkVerify'],
      );
    }
  });

  test('sends nothing where the guard fails or says what nobody knows', async () => {
    const odd = [
      [{ action: 'challenge' }, 'challenge_required', 403],
      [{ action: 'refuse' }, 'unavailable', 503],
      [{ action: 'refuse', reason: 'whatever' }, 'unavailable', 503],
      [{ action: 'ALLOW' }, 'unavailable', 503],
      [{}, 'unavailable', 503],
      [undefined, 'unavailable', 503],
      [null, 'unavailable', 503],
      [true, 'unavailable', 503],
      [() => Promise.reject(new Error('broken')), 'internal', 500],
    ];
    for (const [decision, reason, status] of odd) {
      const decide = typeof decision === 'function' ? decision : () => decision;
      const { send, verify } = open({ guard: fakeGuard({ send: decide, verify: decide }) });
      const phone = newPhone();
      await refuses(send({ phone, ip }), reason, status);
      await refuses(verify({ phone, code: '123456', ip }), reason, status);
      assert.equal(emulator.messages({ phone }).length, 0);
    }
  });

  test('stands a guard that cannot settle', async () => {
    const guard = { ...fakeGuard() };
    guard.settleSend = () => {
      throw new Error('broken');
    };
    guard.settleVerify = () => Promise.reject(new Error('broken'));
    const { send, verify } = open({ guard });
    const phone = newPhone();
    assert.equal((await send({ phone, ip })).resendAfterSeconds, 60);
    assert.deepEqual(await verify({ phone, code: emulator.codeFor(phone), ip }), { phone });
  });

  test('tells the guard how each send ended', async () => {
    const endings = [
      [{ error: 'BAXVERIFY_INVALID_PHONE' }, 'invalid_phone', 400, 'rejected'],
      [{ error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds: 7 }, 'slow_down', 429, 'rejected'],
      [{ error: 'BAXVERIFY_INSUFFICIENT_CREDITS' }, 'unavailable', 503, 'rejected'],
      [{ error: 'BAXVERIFY_SMS_SEND_FAILED' }, 'unavailable', 503, 'rejected'],
      [{ error: 'BAXVERIFY_OTP_INVALID' }, 'unavailable', 503, 'rejected'],
      [{ connection: 'reset', takesEffect: true }, 'sms_may_arrive', 503, 'unknown'],
      [{ status: 502, takesEffect: true }, 'sms_may_arrive', 503, 'unknown'],
    ];
    for (const [fault, reason, status, outcome] of endings) {
      const guard = fakeGuard();
      const phone = newPhone();
      const rule = emulator.inject({ route: 'send', phone, ...fault });
      const error = await refuses(open({ guard }).send({ phone, ip }), reason, status);
      rule.remove();
      assert.deepEqual(
        guard.named('settleSend').map(([, told]) => told),
        [outcome],
        reason,
      );
      assert.match(error.cause.code, /^BAXVERIFY_/);
      const wait = { slow_down: 7, sms_may_arrive: 30 }[reason];
      assert.equal(error.retryAfterSeconds, wait);
    }
    const guard = fakeGuard();
    const refused = clientOf({
      ...emulator,
      url: 'http://127.0.0.1:1/v1',
      projectId: 'p',
      apiKey: 'k',
    });
    await refuses(
      open({ guard, client: refused }).send({ phone: newPhone(), ip }),
      'unavailable',
      503,
    );
    assert.equal(guard.named('settleSend')[0][1], 'not_sent');
  });

  test('ends in time', async () => {
    const phone = newPhone();
    const rule = emulator.inject({ phone, connection: 'stall' });
    const began = performance.now();
    await refuses(open({ timeout: 300 }).send({ phone, ip }), 'sms_may_arrive', 503);
    assert.ok(performance.now() - began < 2000);
    rule.remove();
  });

  test('says that a verification is unfinished where nobody knows how it ended', async () => {
    for (const route of ['verify', 'validate-token']) {
      const guard = fakeGuard();
      const { send, verify } = open({ guard });
      const phone = newPhone();
      await send({ phone, ip });
      const rule = emulator.inject({ route, phone, connection: 'reset', takesEffect: true });
      await refuses(verify({ phone, code: emulator.codeFor(phone), ip }), 'unfinished', 503);
      rule.remove();
      const told = guard.named('settleVerify').map(([, result]) => result);
      assert.deepEqual(told, [route === 'verify' ? 'wrong_code' : 'verified']);
    }
  });

  test('gives a try back where no code was compared', async () => {
    for (const error of ['BAXVERIFY_RATE_LIMIT', 'BAXVERIFY_VERIFY_FEE_CREDITS']) {
      const guard = fakeGuard();
      const phone = newPhone();
      const rule = emulator.inject({ route: 'verify', phone, error });
      await reasonOf(open({ guard }).verify({ phone, code: '123456', ip }));
      rule.remove();
      assert.deepEqual(
        guard.named('settleVerify').map(([, result]) => result),
        ['not_tried'],
      );
    }
  });
});

describe('a proof', () => {
  test('logs in once', async () => {
    const phone = newPhone();
    const token = await proofOf(phone);
    const { accept } = open();
    assert.deepEqual(await accept({ token }), { phone });
    await refuses(accept({ token }), 'proof_refused', 401);
  });

  test('logs in once, however often it comes at the same time', async () => {
    const phone = newPhone();
    const token = await proofOf(phone);
    const { accept } = open();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => accept({ token })));
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('of another purpose, of another project, or an old one is refused', async () => {
    const { accept } = open();
    await refuses(accept({ token: await proofOf(newPhone(), 'CHANGE') }), 'proof_refused', 401);
    const token = await proofOf(newPhone());
    emulator.advance({ minutes: 16 });
    await refuses(accept({ token }), 'proof_refused', 401);
    const project = emulator.createProject();
    const foreign = await proofOf(newPhone(), 'LOGIN', clientOf(project), project);
    await refuses(accept({ token: foreign }), 'proof_refused', 401);
    assert.ok(
      (await open({ purpose: 'CHANGE' }).accept({ token: await proofOf(newPhone(), 'CHANGE') }))
        .phone,
    );
  });

  test('that cannot be one is refused without a call', async () => {
    const { accept } = open({
      client: { ...fakeClient(), validateVerificationToken: () => assert.fail('called') },
    });
    const none = [
      '',
      'x',
      'a.b',
      'a.b.c.d',
      'a.b.c ',
      'a.b.\u00e4',
      undefined,
      null,
      7,
      {},
      ['a.b.c'],
    ];
    none.push(`a.b.${'c'.repeat(50_000)}`, '.'.repeat(50_000), 'a.b.c\n');
    for (const token of none) await refuses(accept({ token }), 'proof_refused', 401);
  });

  test('that is made up leaves the others room, however many come', async () => {
    let waiting = 0;
    let release;
    const released = new Promise((resolve) => {
      release = resolve;
    });
    const slow = {
      ...fakeClient(),
      validateVerificationToken: async () => {
        waiting += 1;
        await released;
        throw new sdk.BaxVerifyError({
          code: 'BAXVERIFY_TOKEN_INVALID',
          message: 'm',
          outcome: 'rejected',
        });
      },
    };
    const { accept, send } = open({ client: slow });
    const flood = Array.from({ length: 1000 }, () => reasonOf(accept({ token: 'a.b.c' })));
    assert.equal((await send({ phone: newPhone(), ip })).expiresInSeconds, 600);
    assert.equal(waiting, 64);
    release();
    const reasons = (await Promise.all(flood)).map(({ reason }) => reason);
    assert.equal(reasons.filter((reason) => reason === 'proof_refused').length, 64);
    assert.equal(reasons.filter((reason) => reason === 'slow_down').length, 936);
    await refuses(accept({ token: 'a.b.c' }), 'proof_refused', 401);
  });

  test('may be good for another try where the service was not reached', async () => {
    const unreached = clientOf({ url: 'http://127.0.0.1:1/v1', projectId: 'p', apiKey: 'k' });
    await refuses(open({ client: unreached }).accept({ token: 'a.b.c' }), 'unavailable', 503);
    const phone = newPhone();
    const token = await proofOf(phone);
    const rule = emulator.inject({
      route: 'validate-token',
      phone,
      connection: 'reset',
      takesEffect: true,
    });
    await refuses(open().accept({ token }), 'unfinished', 503);
    rule.remove();
  });
});

const FUTURE = '2999-01-01T00:00:00.000Z';
const PHONE = '+4366412345678';
const GOOD = {
  valid: true,
  phone: PHONE,
  projectId: 'p',
  purpose: 'LOGIN',
  requestId: 'r',
  expiresAt: FUTURE,
  issuedAt: FUTURE,
};
const VERIFIED = {
  verified: true,
  phone: PHONE,
  accessToken: 'a.b.c',
  tokenType: 'Bearer',
  expiresIn: 900,
};

function fakeClient({ sent, verified, proof } = {}) {
  return {
    toJSON: () => ({ projectId: 'p' }),
    sendOtp: async () => sent ?? { expiresInSeconds: 600 },
    verifyOtp: async () => (verified === undefined ? VERIFIED : verified),
    validateVerificationToken: async () => (proof === undefined ? GOOD : proof),
  };
}

describe('an answer of the service that is not what it should be', () => {
  const without = (object, name) =>
    Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
  const request = { phone: PHONE, code: '123456', ip };

  test('a good one logs in', async () => {
    const { verify, accept, send } = open({ client: fakeClient() });
    assert.deepEqual(await verify(request), { phone: PHONE });
    assert.deepEqual(await accept({ token: 'a.b.c' }), { phone: PHONE });
    assert.equal((await send(request)).expiresInSeconds, 600);
  });

  const badProofs = [
    null,
    'yes',
    [],
    {},
    Object.create(GOOD),
    ...['valid', 'phone', 'projectId', 'purpose', 'expiresAt'].map((name) => without(GOOD, name)),
    { ...GOOD, valid: 'true' },
    { ...GOOD, valid: 1 },
    { ...GOOD, projectId: 'P' },
    { ...GOOD, purpose: 'login' },
    { ...GOOD, phone: '+4366412345679x' },
    { ...GOOD, phone: [PHONE] },
    { ...GOOD, expiresAt: '2001-01-01T00:00:00Z' },
    { ...GOOD, expiresAt: '2999-01-01T00:00:00' },
    { ...GOOD, expiresAt: 'tomorrow' },
    { ...GOOD, expiresAt: 32_472_144_000_000 },
    { ...GOOD, expiresAt: '2'.repeat(50_000) },
  ];
  badProofs.forEach((proof, index) => {
    test(`logs nobody in: proof ${index}`, async () => {
      const guard = fakeGuard();
      const { verify, accept } = open({ client: fakeClient({ proof }), guard });
      await refuses(verify(request), 'proof_refused', 401);
      await refuses(accept({ token: 'a.b.c' }), 'proof_refused', 401);
      assert.deepEqual(
        guard.named('settleVerify').map(([, result]) => result),
        ['wrong_code'],
      );
    });
  });

  test('logs nobody in: the proof of another phone', async () => {
    const { verify } = open({
      client: fakeClient({ proof: { ...GOOD, phone: '+4366487654321' } }),
    });
    await refuses(verify(request), 'proof_refused', 401);
  });

  const badResults = [
    [null, 'unfinished'],
    [{}, 'unfinished'],
    [Object.create(VERIFIED), 'unfinished'],
    [without(VERIFIED, 'verified'), 'unfinished'],
    [without(VERIFIED, 'phone'), 'unfinished'],
    [without(VERIFIED, 'accessToken'), 'unfinished'],
    [{ ...VERIFIED, verified: 'true' }, 'unfinished'],
    [{ ...VERIFIED, phone: '+4366487654321' }, 'unfinished'],
    [{ ...VERIFIED, accessToken: 'x' }, 'unfinished'],
    [{ ...VERIFIED, verified: false }, 'wrong_code'],
  ];
  badResults.forEach(([verified, reason], index) => {
    test(`logs nobody in: verification ${index}`, async () => {
      const guard = fakeGuard();
      const client = {
        ...fakeClient({ verified }),
        validateVerificationToken: () => assert.fail('called'),
      };
      const error = await reasonOf(open({ client, guard }).verify(request));
      assert.equal(error.reason, reason);
      assert.deepEqual(
        guard.named('settleVerify').map(([, result]) => result),
        ['wrong_code'],
      );
    });
  });

  for (const sent of [
    {},
    { expiresInSeconds: '600' },
    { expiresInSeconds: 0 },
    { expiresInSeconds: Number.NaN },
    { expiresInSeconds: 600, phone: '+4366487654321' },
  ]) {
    test(`may have sent an SMS: ${JSON.stringify(sent)}`, async () => {
      const guard = fakeGuard();
      const error = await refuses(
        open({ client: fakeClient({ sent }), guard }).send(request),
        'sms_may_arrive',
        503,
      );
      assert.equal(error.retryAfterSeconds, 30);
      assert.deepEqual(
        guard.named('settleSend').map(([, outcome]) => outcome),
        ['unknown'],
      );
    });
  }

  test('may be any error', async () => {
    for (const thrown of [
      new TypeError('x'),
      undefined,
      null,
      'text',
      { code: 7 },
      { code: 'ECONNRESET' },
    ]) {
      const reject = () => Promise.reject(thrown);
      const guard = fakeGuard();
      const client = {
        toJSON: () => ({ projectId: 'p' }),
        sendOtp: reject,
        verifyOtp: reject,
        validateVerificationToken: reject,
      };
      const { send, verify, accept } = open({ client, guard });
      await refuses(send(request), 'internal', 500);
      await refuses(verify(request), 'internal', 500);
      await refuses(accept({ token: 'a.b.c' }), 'internal', 500);
      assert.deepEqual(
        guard.calls.filter(([name]) => name.startsWith('settle')).map(([, , end]) => end),
        ['unknown', 'wrong_code'],
      );
    }
  });
});

describe('a normalizePhone of the app', () => {
  test('decides on the number', async () => {
    const { send } = open({ normalizePhone: async (typed) => `+43${typed}` });
    const phone = newPhone();
    assert.equal((await send({ phone: phone.slice(3), ip })).phone, phone);
  });

  test('must give E.164', async () => {
    for (const given of [
      undefined,
      null,
      '',
      '0664',
      '+43 664 1234567',
      43664,
      `+${'4'.repeat(50_000)}`,
    ]) {
      const { send } = open({ normalizePhone: () => given });
      await refuses(send({ phone: 'x', ip }), 'invalid_phone', 400);
    }
  });

  test('sees no text that is too long, and nothing but text', async () => {
    const { send } = open({ normalizePhone: () => assert.fail('called') });
    for (const phone of ['x'.repeat(50_000), 'x'.repeat(65), undefined, null, 7, {}, ['+43664']]) {
      await refuses(send({ phone, ip }), 'invalid_phone', 400);
    }
  });

  test('is at fault where it throws', async () => {
    const broken = new Error('broken');
    const { send } = open({
      normalizePhone: () => {
        throw broken;
      },
    });
    assert.equal((await refuses(send({ phone: 'x', ip }), 'internal', 500)).cause, broken);
  });
});

describe('requests', () => {
  test('are read by their own properties', async () => {
    const { send, verify, accept } = open();
    for (const request of [
      undefined,
      null,
      7,
      'x',
      Object.create({ phone: newPhone(), code: '123456', token: 'a.b.c' }),
    ]) {
      await refuses(send(request), 'invalid_phone', 400);
      await refuses(verify(request), 'invalid_phone', 400);
      await refuses(accept(request), 'proof_refused', 401);
    }
  });
});

describe('options', () => {
  const wrong = [
    [undefined, /object of options/],
    [{}, /"client"/],
    [{ client: {} }, /"client"/],
    [{ client: fakeClient(), gard: 1 }, /unknown option "gard"/],
    [{ client: fakeClient(), guard: {} }, /"guard"/],
    [{ client: fakeClient(), purpose: '' }, /"purpose"/],
    [{ client: fakeClient(), purpose: 'x'.repeat(257) }, /"purpose"/],
    [{ client: fakeClient(), timeout: 0 }, /"timeout"/],
    [{ client: fakeClient(), timeout: '1s' }, /"timeout"/],
    [{ client: fakeClient(), normalizePhone: 'AT' }, /"normalizePhone"/],
    [{ client: fakeClient(), normalizePhone: String, defaultCountry: 'AT' }, /"defaultCountry"/],
    [{ client: fakeClient(), defaultCountry: 'Austria' }, /"defaultCountry"/],
    [{ client: fakeClient(), messages: { wrong_cod: 'x' } }, /unknown reason "wrong_cod"/],
    [{ client: fakeClient(), messages: { wrong_code: 7 } }, /"wrong_code"/],
    [{ client: { ...fakeClient(), toJSON: undefined } }, /"projectId"/],
  ];
  for (const [options, message] of wrong) {
    test(`a wrong one ends the start: ${message}`, () =>
      assert.throws(
        () => createPhoneLogin(options),
        (error) => error instanceof TypeError && message.test(error.message),
      ));
  }

  test('messages in another language', async () => {
    const { send } = open({
      messages: { invalid_phone: 'Bitte eine Telefonnummer mit Ländervorwahl.' },
    });
    const error = await reasonOf(send({ phone: 'x' }));
    assert.equal(error.message, 'Bitte eine Telefonnummer mit Ländervorwahl.');
    assert.equal(open({ messages: {} }).send.length, 1);
  });

  test('a project of its own name', async () => {
    const client = { ...fakeClient(), toJSON: undefined };
    const { accept } = open({ client, projectId: 'p' });
    assert.deepEqual(await accept({ token: 'a.b.c' }), { phone: PHONE });
  });
});
