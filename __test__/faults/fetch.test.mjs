import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../support/process.mjs';
import { authorityKey, pemFile, root } from './certificates.mjs';

// Node.js reads the trusted certificates when it starts, so the table runs in its own process.
test('faults, with the fetch build', async () => {
  const table = fileURLToPath(new URL('run.mjs', import.meta.url));
  const env = { NODE_EXTRA_CA_CERTS: pemFile(root), TEST_AUTHORITY_KEY: pemFile(authorityKey.pem) };
  const result = await run(process.execPath, ['--conditions=workerd', table], {
    env,
    limit: 300_000,
  });
  console.log(result.stdout);
  assert.equal(result.stderr, '');
  assert.equal(result.code, 0);
});
