import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { beforeEach, test } from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { settingsFor, startApp } from './app.js';

const emulator = useEmulator(runner, { sendLimit: 0 });
let app: Awaited<ReturnType<typeof startApp>>;
beforeEach(async () => {
  app = await startApp({ ...settingsFor(emulator), trustedProxies: 1 });
});

/** As the proxy in front says where a request comes from. */
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

test('one number gets five SMS in ten minutes, however it is written and whoever asks', async () => {
  const ways = ['+4366412345678', '+43 664 12345678', '0043664-12345678'];
  const statuses: number[] = [];
  for (let n = 0; n < 7; n += 1) {
    const body = { phone: ways[n % ways.length] };
    statuses.push((await app.post('/login/send', body, from(`192.0.2.${n}`))).status);
  }
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429]);
  assert.equal(emulator.messages().length, 5);

  const refused = await app.post('/login/send', { phone: ways[0] }, from('192.0.2.9'));
  assert.equal(refused.json.error, 'slow_down');
  const wait = Number(refused.headers.get('retry-after'));
  assert.ok(wait > 590 && wait <= 600, `${wait}`);
  assert.equal((await app.post('/login/send', { phone: '+4366412345679' })).status, 200);
});

test('one address asks for twenty SMS in ten minutes, and what it claims about itself is not believed', async () => {
  const statuses: number[] = [];
  for (let n = 10; n < 32; n += 1) {
    const address = from(`198.51.100.${n}, 192.0.2.1`);
    statuses.push((await app.post('/login/send', { phone: `+43664123456${n}` }, address)).status);
  }
  assert.deepEqual(statuses.slice(19), [200, 429, 429]);
  const elsewhere = await app.post('/login/send', { phone: '+4366412345699' }, from('192.0.2.2'));
  assert.equal(elsewhere.status, 200);
});

test('the addresses of one IPv6 network are one', async () => {
  const statuses: number[] = [];
  for (let n = 10; n < 31; n += 1) {
    const body = { phone: `+43664123456${n}` };
    statuses.push((await app.post('/login/send', body, from(`2001:db8::${n}`))).status);
  }
  assert.equal(statuses.at(-1), 429);
});

test('codes of one number are tried ten times in ten minutes', async () => {
  const phone = '+4366412345678';
  const statuses: number[] = [];
  for (let n = 0; n < 12; n += 1) {
    if (n % 5 === 0) assert.equal((await app.post('/login/send', { phone })).status, 200);
    const body = { phone, code: '0000' };
    statuses.push((await app.post('/login/verify', body, from(`192.0.2.${n}`))).status);
  }
  assert.deepEqual(statuses, [...Array(10).fill(400), 429, 429]);
});
