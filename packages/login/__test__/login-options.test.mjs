import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fakeClient, PHONE, reasonOf, refuses } from './support/fake-client.mjs';
import { fakeGuard } from './support/guard.mjs';
import { login, newPhone } from './support/service.mjs';

const { createPhoneLogin } = login;

const open = (options) =>
  createPhoneLogin({ client: fakeClient(), guard: fakeGuard(), ...options });
const ip = '192.0.2.1';

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

test('a normalizePhone that hangs is not waited for', async () => {
  const { send } = open({ normalizePhone: () => new Promise(() => {}), timeout: 50 });
  const { cause } = await refuses(send({ phone: 'x', ip }), 'internal', 500);
  assert.match(cause.message, /normalizePhone/);
});

describe('requests', () => {
  test('that cannot be read are a fault of the app', async () => {
    const broken = new Error('broken');
    const fail = () => {
      throw broken;
    };
    const { send, verify, accept } = open();
    const good = { phone: newPhone(), code: '123456', token: 'a.b.c', ip };
    for (const [name, steps] of Object.entries({
      phone: [send, verify],
      code: [verify],
      challenge: [send, verify],
      token: [accept],
      ip: [send, verify, accept],
      device: [send, verify, accept],
    })) {
      for (const step of steps) {
        const request = Object.defineProperty({ ...good }, name, { get: fail, enumerable: true });
        assert.equal((await refuses(step(request), 'internal', 500)).cause, broken, name);
      }
    }
  });

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
    [{ client: fakeClient(), gaurd: 1 }, /unknown option "gaurd"\. Did you mean "guard"\?/],
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
