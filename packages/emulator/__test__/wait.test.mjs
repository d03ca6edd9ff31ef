import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { connectEmulator, startEmulator } from '../index.mjs';
import { emulate, OTHER_PHONE, PHONE } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 20_000 };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const PATH = `/emulator/messages/wait?phone=${encodeURIComponent(PHONE)}`;

test('an existing code resolves immediately', RUNS, async (t) => {
  const { emulator, send } = await emulate(t);
  await send({ phone: PHONE });
  assert.equal(await emulator.waitForCode(PHONE), emulator.codeFor(PHONE));
});

test('a later code is awaited', RUNS, async (t) => {
  const { emulator, send } = await emulate(t);
  const waiting = emulator.waitForMessage(PHONE);
  await pause(20);
  await send({ phone: OTHER_PHONE });
  await send({ phone: PHONE, purpose: 'LOGIN' });
  const message = await waiting;
  assert.deepEqual([message.phone, message.purpose], [PHONE, 'LOGIN']);
  assert.equal(message.code, emulator.codeFor(PHONE));
  assert.equal(message.arrivedAt, message.createdAt);
});

test('used codes and what came before `after` are not answered', RUNS, async (t) => {
  const { emulator, send, verify } = await emulate(t);
  await send({ phone: PHONE });
  const [first] = emulator.messages();
  for (const after of [first, first.id, new Date(emulator.now().getTime() + 1)]) {
    await assert.rejects(emulator.waitForCode(PHONE, { after, timeout: 20 }), {
      code: 'EMULATOR_WAIT_TIMEOUT',
    });
  }
  const next = emulator.waitForMessage(PHONE, { after: first });
  await send({ phone: PHONE });
  const second = await next;
  assert.notEqual(second.id, first.id);
  await verify({ phone: PHONE, code: second.code });
  await assert.rejects(emulator.waitForCode(PHONE, { timeout: 20 }), (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, /\+4366412345678 within 20 ms \(2 sent so far, none usable\)/);
    return true;
  });
});

test('a hundred waits end, each with its own code', RUNS, async (t) => {
  const { emulator, send } = await emulate(t);
  const phones = Array.from({ length: 100 }, (_, n) => `+4366412300${String(n).padStart(3, '0')}`);
  const waits = phones.map((phone) => emulator.waitForCode(phone, { timeout: 15_000 }));
  await Promise.all(phones.map((phone) => send({ phone })));
  assert.deepEqual(
    await Promise.all(waits),
    phones.map((phone) => emulator.codeFor(phone)),
  );
});

test('stopping the emulator ends its waits', RUNS, async () => {
  const emulator = await startEmulator();
  const waiting = emulator.waitForCode(PHONE);
  const ended = assert.rejects(waiting, { code: 'EMULATOR_STOPPED' });
  await emulator.stop();
  await ended;
  await assert.rejects(emulator.waitForCode(PHONE), { code: 'EMULATOR_STOPPED' });
});

/** What libraries that fake timers do: the time stands still, and no timer fires. */
function freezeTime(t) {
  const { Date: RealDate, performance, setTimeout, setInterval, setImmediate } = globalThis;
  t.after(() =>
    Object.assign(globalThis, {
      Date: RealDate,
      performance,
      setTimeout,
      setInterval,
      setImmediate,
    }),
  );
  const frozen = RealDate.now();
  class FrozenDate extends RealDate {
    static now() {
      return frozen;
    }
  }
  const never = () => 0;
  Object.assign(globalThis, {
    Date: FrozenDate,
    performance: { now: () => 0 },
    setTimeout: never,
    setInterval: never,
    setImmediate: never,
  });
}

for (const name of ['startEmulator', 'connectEmulator']) {
  test(`with fake timers, the waits of ${name} end`, { timeout: 10_000 }, async (t) => {
    const started = await startEmulator();
    const emulator = name === 'startEmulator' ? started : await connectEmulator(started.url);
    t.after(() => Promise.all([emulator.stop(), started.stop()]));
    const ended = { code: 'EMULATOR_WAIT_TIMEOUT' };
    freezeTime(t);
    await assert.rejects(emulator.waitForCode(PHONE, { timeout: 100 }), ended);
    await assert.rejects(emulator.waitForMessage(PHONE, { timeout: 100 }), ended);
    await assert.rejects(emulator.waitForWebhook({ timeout: 100 }), ended);
    await assert.rejects(connectEmulator('http://127.0.0.1:1', { timeout: 150 }), {
      code: 'EMULATOR_UNREACHABLE',
    });
  });
}

test('invalid arguments are refused by name', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  for (const [phone, options, words] of [
    [undefined, {}, /"phone"/],
    [PHONE, { timeout: 0 }, /"timeout"/],
    [PHONE, { after: 7 }, /"after" must be a Date/],
    [PHONE, { afer: 7 }, /unknown option "afer"/],
    [PHONE, 50, /^waitForCode: expected an object .*, got 50; a timeout is \{ timeout: 50 \}$/],
    [PHONE, -1, /^waitForCode: expected an object of options, got -1$/],
    [PHONE, '50', /expected an object of options, got "50"$/],
    [PHONE, null, /expected an object of options, got null$/],
    [PHONE, new Date(), /got a Date; a time is \{ after: … \}$/],
    [PHONE, runInNewContext('new Date()'), /got a Date; a time is \{ after: … \}$/],
    [PHONE, AbortSignal.timeout(1), /got an AbortSignal; a signal is \{ signal \}$/],
    [PHONE, { phone: OTHER_PHONE }, /unknown option "phone"; the options are (?!.*phone)/],
  ]) {
    const expected = { name: 'TypeError', message: words };
    await assert.rejects(emulator.waitForCode(phone, options), expected);
    await assert.rejects(emulator.createProject().waitForCode(phone, options), expected);
  }
  await assert.rejects(emulator.waitForWebhook(50), /^TypeError: waitForWebhook: .*timeout: 50/);
  assert.throws(() => emulator.codeFor(PHONE, { phone: OTHER_PHONE }), /unknown option "phone"/);
  assert.throws(() => emulator.codeFor(PHONE, new Date()), /^TypeError: codeFor: .* got a Date$/);
  assert.throws(() => emulator.requests(new Date()), /got a Date; a time is \{ since: … \}$/);
  assert.throws(() => emulator.createProject().messages(50), /^TypeError: messages: .*, got 50$/);
});

test('codeFor and waitForCode refuse the same numbers', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  for (const handle of [emulator, emulator.createProject()]) {
    for (const phone of ['0664123', '+430', '', undefined, null, 43664]) {
      const { message } = await handle.waitForCode(phone).catch((error) => error);
      assert.match(message, /^waitForCode: option "phone" must be an E\.164 phone number, got /);
      assert.throws(() => handle.codeFor(phone), {
        name: 'TypeError',
        message: message.replace('waitForCode', 'codeFor'),
      });
    }
  }
  assert.throws(() => emulator.codeFor(PHONE, 'proj'), /^TypeError: codeFor: expected an object/);
});

test('the response over HTTP comes with the message', RUNS, async (t) => {
  const { emulator, send } = await emulate(t);
  const waiting = control(emulator, 'GET', PATH);
  await pause(30);
  await send({ phone: PHONE });
  const { status, body } = await waiting;
  assert.deepEqual([status, body.code], [200, emulator.codeFor(PHONE)]);
  const later = await control(emulator, 'GET', `${PATH}&after=${body.id}&timeout=30`);
  assert.deepEqual([later.status, later.body.error.code], [404, 'EMULATOR_NOT_FOUND']);
  const past = await control(emulator, 'GET', `${PATH}&after=2020-01-01T00:00:00Z`);
  assert.equal(past.body.id, body.id);
});

test('a wait over HTTP ends with the emulator', RUNS, async () => {
  const emulator = await startEmulator();
  const cut = assert.rejects(control(emulator, 'GET', PATH));
  await pause(50);
  await emulator.stop();
  await cut;
});
