// Tests a browser that disconnects during a request.

import assert from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import { test } from 'node:test';
import { afterTest } from './cleanup.mjs';
import { newPhone } from './login.mjs';

/** @param {import('./subject.d.ts').Subject} subject whose app runs in this process */
export function testDisconnect({ emulator, startApp }) {
  test('a send goes on when the browser has gone', async () => {
    const app = await startApp();
    const phone = newPhone();
    emulator.inject({ phone, route: 'send', latencyMs: 300 });
    const channel = tracingChannel('baxverify:request');
    const ended = new Promise((end) => {
      const subscriber = { end };
      channel.subscribe(subscriber);
      afterTest(() => channel.unsubscribe(subscriber));
    });
    const signal = AbortSignal.timeout(100);
    const sent = app.post('/login/send', { phone }, { signal });
    await assert.rejects(sent, { name: 'TimeoutError' });
    const { status, code } = await ended;
    assert.deepEqual([status, code], [200, undefined]);
    assert.deepEqual(app.errors(), []);
  });
}
