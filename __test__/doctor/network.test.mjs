// Proxies that do not apply, and lookups on a slow machine.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { checkProxy } from '../../lib/doctor/checks/proxy.mjs';
import { Report } from '../../lib/doctor/report.mjs';
import { Secrets } from '../../lib/doctor/secrets.mjs';
import { diagnose, READY, startService } from './support.mjs';

describe('NO_PROXY', () => {
  const env = { HTTPS_PROXY: 'http://127.0.0.1:1' };
  for (const [list, url, isException] of [
    ['*', 'https://192.0.2.1/v1', true],
    ['10.0.0.0/8,192.0.2.0/24', 'https://192.0.2.1/v1', true],
    ['10.0.0.0/8,192.0.2.0/24', 'https://192.0.3.1/v1', false],
    ['192.0.2.1:444', 'https://192.0.2.1/v1', false],
    ['192.0.2.1:443', 'https://192.0.2.1/v1', true],
    ['2001:db8::/32', 'https://[2001:db8::1]/v1', true],
    ['.example.test', 'https://api.example.test/v1', true],
    ['example.test', 'https://api-example.test/v1', false],
  ]) {
    test(`${list} and ${url}`, () => {
      const report = new Report(new Secrets([]));
      const proxy = checkProxy(report, 'native', { ...env, NO_PROXY: list }, new URL(url));
      assert.equal(proxy === undefined, isException);
      assert.equal(report.checks[0].status, isException ? 'skipped' : 'ok');
    });
  }
});

test('a slow start of the lookup does not count', {
  skip: process.platform === 'win32' && 'needs a shell script',
}, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-doctor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const slow = path.join(folder, 'node');
  writeFileSync(slow, `#!/bin/sh\nsleep 3\nexec '${process.execPath}' "$@"\n`);
  chmodSync(slow, 0o755);
  const preload = path.join(folder, 'slow.cjs');
  writeFileSync(preload, `process.execPath = ${JSON.stringify(slow)};`);
  const { url } = await startService(t);
  const env = { ...READY, BAXCLOUD_BASE_URL: url.replace('127.0.0.1', 'localhost') };
  const options = { nodeArgs: ['--require', preload] };
  // A lookup may take 2 seconds then.
  const { checks, ok } = await diagnose(env, ['--timeout', '6000'], options);
  const statusOf = (wanted) => checks.find(({ name }) => name === wanted)?.status;
  assert.deepEqual([statusOf('dns'), statusOf('service'), ok], ['ok', 'ok', true]);
});
