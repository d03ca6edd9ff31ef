// Builds the app with each bundler, and runs it with `next start` and as a standalone server in an
// empty folder. Then runs everything else once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { logIn, login } from './login.mjs';
import { page } from './page.mjs';
import { reload } from './reload.mjs';
import { build, secret, standalone, start } from './server.mjs';
import { sharedTests } from './shared.mjs';

let emulator;
before(async () => {
  emulator = await startEmulator({ sendLimit: 0 });
});
after(() => emulator.stop());

for (const bundler of ['webpack', 'turbopack']) {
  test(`built with ${bundler}`, { timeout: 900_000 }, async (t) => {
    await build(bundler);

    await t.test('next start', async (t) => {
      const app = await start({ ...emulator.env, ...secret });
      t.after(() => app.stop());
      await logIn(app, emulator);
    });

    await t.test('the standalone server, moved away', async (t) => {
      const folder = await standalone();
      t.after(() => folder.remove());
      const app = await folder.start({ ...emulator.env, ...secret, BAXVERIFY_TIMEOUT: '1500' });
      t.after(() => app.stop());
      await logIn(app, emulator);
      await page(t, app, emulator);
      if (bundler === 'turbopack') {
        await login(t, app, emulator);
        await sharedTests(t, app, emulator, folder);
      }
    });
  });
}

test('what is missing is named, and ends the server', { timeout: 60_000 }, async () => {
  const short = { ...emulator.env, SESSION_SECRET: 'short' };
  await assert.rejects(start(short), /exit code 1:.*SESSION_SECRET/s);
  await assert.rejects(start(secret), /exit code 1:.*projectId/s);
});

test('a reload in development keeps users and limits', { timeout: 300_000 }, (t) =>
  reload(t, { ...emulator.env, ...secret }, emulator),
);
