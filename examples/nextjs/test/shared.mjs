// Runs the shared tests of the examples. Each has its own address, and therefore its own limits.

import assert from 'node:assert/strict';
import { BaxCloudVerifyClient as Client } from '@baxcloud/baxverify';
import { testErrors } from '../../kit/errors.mjs';
import { client } from '../../kit/http.mjs';
import { testInput } from '../../kit/input.mjs';
import { testLimits } from '../../kit/limits.mjs';
import { testProofs } from '../../kit/proofs.mjs';
import { secret } from './server.mjs';

let addresses = 0;

export async function sharedTests(t, app, emulator, folder) {
  const pending = [];
  const subject = {
    emulator,
    Client,
    test: (...test) => pending.push(t.test(...test)),
    async startApp({ baseUrl, countries } = {}) {
      if (baseUrl === undefined && countries === undefined) return seen(app);
      const { BAXCLOUD_BASE_URL } = emulator.env;
      const changes = {
        BAXCLOUD_BASE_URL: baseUrl ?? BAXCLOUD_BASE_URL,
        ...(countries && { COUNTRIES: countries.join(',') }),
      };
      const other = await folder.start({ ...emulator.env, ...secret, ...changes });
      t.after(() => other.stop());
      return seen(other);
    },
  };
  testErrors(subject);
  testProofs(subject);
  testInput(subject);
  testLimits(subject, { direct: false });
  await Promise.all(pending);

  await t.test('no log holds a number, a code, a token or the key', async () => {
    assert.match(app.output(), /BAXVERIFY_TIMEOUT/);
    assert.doesNotMatch(app.output(), /\+?43664\d|99900\d|eyJ/);
    const codes = emulator.messages().map(({ code }) => code);
    for (const value of [...codes, emulator.apiKey]) assert.ok(!app.output().includes(value));
  });
}

/** A running app as the kit knows it: its API, and what it logs from now on. */
function seen({ url, output }) {
  addresses += 1;
  const before = output().length;
  const log = () => output().slice(before);
  return {
    ...client(`${url}/api`, { 'x-forwarded-for': `198.18.0.${addresses}` }),
    log,
    errors: () =>
      [...log().matchAll(/code: '(?<code>BAX\w+)'.*?outcome: '(?<outcome>\w+)'/gs)].map(
        ({ groups }) => groups,
      ),
  };
}
