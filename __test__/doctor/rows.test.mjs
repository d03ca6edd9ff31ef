// Provokes each row of the doctor's table: set-ups, errors of the service, faults of the network.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SERVICE_ERROR_CODES } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { ROWS } from '../../lib/doctor/rows.mjs';
import { networkRows } from './rows-network.mjs';
import { setUpRows } from './rows-set-up.mjs';
import { diagnose } from './support.mjs';

const provoked = new Set();

/** The check with this id, and that the one next step is its own. */
function assertFound({ checks, next, ok }, id, status) {
  const shown = JSON.stringify(checks, null, 1);
  const found = checks.find((check) => check.id === id && check.status === status);
  assert.ok(found, shown);
  assert.equal(ok, status !== 'problem');
  const first = checks.find((check) => check.status === 'problem') ?? found;
  assert.equal(first.id, id, shown);
  assert.equal(next, found.next);
  assert.ok(found.message.length > 10 && found.message.length < 500, shown);
  assert.doesNotMatch(`${found.message}${found.next}`, /\{\w+\}|undefined|\bnull\b/);
  provoked.add(id);
}

describe('a row', { concurrency: 3 }, () => {
  for (const [id, title, of, status = 'problem', options = {}] of [...setUpRows, ...networkRows]) {
    test(`${id}: ${title}`, options, async (t) => {
      const { env, args, options } = await of(t);
      const result = await diagnose(env, args, options);
      assertFound(result, id, status);
    });
    if (options.skip) provoked.add(id);
  }
});

describe('a code of the service', () => {
  let emulator;
  before(async () => {
    emulator = await startEmulator({ port: 0 });
  });
  after(() => emulator.stop());

  for (const error of SERVICE_ERROR_CODES) {
    test(error, async () => {
      emulator.inject({ route: 'stats', error });
      assertFound(await diagnose(emulator.env), error, 'problem');
      emulator.clearFaults();
    });
  }

  for (const route of ['validate-token', 'logs']) {
    test(`of the call ${route}`, async () => {
      emulator.inject({ route, error: 'BAXVERIFY_API_KEY_SCOPE' });
      const result = await diagnose(emulator.env);
      assertFound(result, 'BAXVERIFY_API_KEY_SCOPE', 'problem');
      assert.equal(result.checks.find(({ name }) => name === 'service').status, 'ok');
      emulator.clearFaults();
    });
  }
});

test('no row is without a test', () => {
  assert.deepEqual([...provoked].sort(), Object.keys(ROWS).sort());
});
