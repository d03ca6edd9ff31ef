import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { KINDS, post } from './support/handlers.mjs';
import { clientOf, login as kit } from './support/service.mjs';

/** A login behind its routes, with a guard that really counts; every request names its address. */
async function start(t, kind, guardOptions) {
  const emulator = await startEmulator({ sendLimit: 0, maxMessages: 100_000 });
  t.after(() => emulator.stop());
  const guard = kit.createSendGuard(guardOptions);
  const login = kit.createPhoneLogin({ client: clientOf(emulator), guard });
  const options = { login, clientAddress: { trustedProxies: 1 }, onVerified: () => undefined };
  const { call } = await KINDS[kind](t, options);
  const send = async (phone, ip) =>
    (await post(call, '/login/send', { phone }, { 'x-forwarded-for': ip })).status;
  const verify = async (phone, code, ip) =>
    (await post(call, '/login/verify', { phone, code }, { 'x-forwarded-for': ip })).status;
  return { emulator, send, verify };
}

const addressOf = (n) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

for (const kind of Object.keys(KINDS)) {
  test(`random numbers from random addresses cost no more than the budget: ${kind}`, async (t) => {
    const { emulator, send } = await start(t, kind, { budget: { perHour: 20 } });
    const attack = Array.from({ length: 400 }, (_, n) =>
      send(`+4366${10_000_000 + 23_457 * n}`, addressOf(n)),
    );
    const statuses = await Promise.all(attack);
    assert.equal(statuses.filter((status) => status === 200).length, 20);
    assert.equal(emulator.messages().length, 20);
    assert.ok(statuses.every((status) => status === 200 || status === 429 || status === 503));
  });

  test(`one victim from many addresses gets few messages, and can still log in: ${kind}`, async (t) => {
    const { emulator, send, verify } = await start(t, kind);
    const victim = '+4366412345678';
    // Guesses before there is a code: strangers cannot use up all the tries of a number.
    const guesses = Array.from({ length: 200 }, (_, n) => verify(victim, '0000', addressOf(n)));
    assert.ok((await Promise.all(guesses)).includes(429));
    assert.equal(await send(victim, '192.0.2.1'), 200);
    const attack = Array.from({ length: 300 }, (_, n) =>
      send(
        ['+43 664 12345678', '0043 664 12345678', '+43 (0)664/12345678', victim][n % 4],
        addressOf(n),
      ),
    );
    await Promise.all(attack);
    assert.ok(emulator.messages({ phone: victim }).length <= 2);
    assert.equal(await verify(victim, emulator.codeFor(victim), '192.0.2.1'), 200);
  });

  test(`one address asks for few messages, whatever the numbers: ${kind}`, async (t) => {
    const { emulator, send } = await start(t, kind);
    const attack = Array.from({ length: 200 }, (_, n) =>
      send(`+4366${10_000_000 + 23_457 * n}`, '203.0.113.1'),
    );
    await Promise.all(attack);
    const count = emulator.messages().length;
    assert.ok(count >= 10 && count <= 16, String(count));
  });
}
