import assert from 'node:assert/strict';
import { createServer as createTcpServer } from 'node:net';
import { describe, test } from 'node:test';
import { emulate, PHONE } from './support/client.mjs';
import { attempted, receiver, SECRET, setUp, until, WAIT } from './support/webhooks.mjs';

const RUNS = { timeout: 60_000 };

describe('repeats', () => {
  test('a failed delivery with a growing wait by the clock of the emulator', RUNS, async (t) => {
    const statuses = [500, 301, 404, 200];
    const { emulator, send, events } = await setUp(t, { respond: () => statuses.shift() });
    await send({ phone: PHONE });
    const waits = [];
    for (const count of [1, 2, 3]) {
      const delivery = await attempted(emulator, count);
      assert.equal(delivery.status, 'pending');
      const { at } = delivery.attempts.at(-1);
      waits.push((Date.parse(delivery.nextAttemptAt) - Date.parse(at)) / 1000);
      emulator.advance({ seconds: waits.at(-1) });
    }
    const { attempts, status } = await attempted(emulator, 4);
    assert.deepEqual(waits, [1, 5, 30]);
    assert.equal(status, 'delivered');
    assert.deepEqual(
      attempts.map((attempt) => attempt.status),
      [500, 301, 404, 200],
    );
    assert.equal(attempts[0].response, 'seen');
    assert.equal(new Set(events.map(({ id }) => id)).size, 1);
  });

  test('six times in all', RUNS, async (t) => {
    const { emulator, send, events } = await setUp(t, { respond: () => 500 });
    await send({ phone: PHONE });
    for (let count = 1; count < 6; count += 1) {
      await attempted(emulator, count);
      emulator.advance({ minutes: 10 });
    }
    const { status, nextAttemptAt } = await attempted(emulator, 6);
    assert.deepEqual([status, nextAttemptAt], ['failed', undefined]);
    assert.equal(events.filter(({ event }) => event === 'otp.sent').length, 6);
  });

  test('after a refused connection and a broken response', RUNS, async (t) => {
    const broken = createTcpServer((socket) =>
      socket.on('data', () => socket.end('nonsense\r\n\r\n')),
    );
    await new Promise((resolve) => broken.listen(0, '127.0.0.1', resolve));
    t.after(() => broken.close());
    const { emulator, send } = await emulate(t);
    const url = `http://127.0.0.1:${broken.address().port}/`;
    emulator.updateProject({ webhook: { url, secret: SECRET } });
    await send({ phone: PHONE });
    assert.match((await attempted(emulator, 1)).attempts[0].error, /^the connection broke: /);
    emulator.updateProject({ webhook: { url: 'http://127.0.0.1:1/', secret: SECRET } });
    await send({ phone: '+4366400000001' });
    const { attempts } = await attempted(emulator, 1, { phone: '+4366400000001' });
    assert.match(attempts[0].error, /^cannot connect: /);
    assert.doesNotMatch(JSON.stringify(attempts), /whsec/);
  });

  test('by hand, with the present secret and URL', RUNS, async (t) => {
    const { emulator, send, events, url } = await setUp(t);
    await send({ phone: PHONE });
    const delivery = await emulator.waitForWebhook(WAIT);
    const other = await receiver(t, { secret: 'whsec_new' });
    emulator.updateProject({ webhook: { url: other.url, secret: 'whsec_new' } });
    const again = emulator.redeliver(delivery);
    assert.deepEqual([again.kind, again.status, again.url], ['redelivery', 'pending', other.url]);
    await until(() => other.events.length > 0);
    assert.deepEqual(other.events[0], events[0]);
    assert.equal(emulator.webhooks({ eventId: delivery.eventId }).length, 2);
    assert.notEqual(again.id, delivery.id);
    assert.notEqual(other.url, url);
    assert.equal(emulator.redeliver(again.id).eventId, delivery.eventId);
    emulator.updateProject({ webhook: null });
    assert.throws(() => emulator.redeliver(delivery), {
      name: 'TypeError',
      message: /has no webhook/,
    });
    assert.throws(() => emulator.redeliver('whd_none'), {
      name: 'TypeError',
      message: /no delivery/,
    });
  });
});
