import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startEmulator } from '../index.mjs';
import { cli } from './support/cli.mjs';
import { clientOf, emulate } from './support/client.mjs';

const SEED = {
  $schema: './node_modules/@baxcloud/baxverify-emulator/seed.schema.json',
  projects: [
    { credits: 7, apiKeys: [{ key: 'bax_pk_seeded' }, { key: 'bax_sk_seeded' }] },
    { projectId: 'proj_off', active: false, apiKeys: [{ key: 'bax_sk_off' }] },
  ],
};

function file(t, text) {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-seed-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'emulator.json');
  writeFileSync(path, text);
  return path;
}

test('projects start with the state of the seed, and a reset restores it', async (t) => {
  const { emulator } = await emulate(t, { seed: SEED });
  assert.deepEqual([emulator.apiKey, emulator.clientKey], ['bax_sk_seeded', 'bax_pk_seeded']);
  const off = clientOf({ url: emulator.url, projectId: 'proj_off', apiKey: 'bax_sk_off' });
  const codeOf = async () => (await off.stats()).body.error?.code;
  assert.equal(await codeOf(), 'BAXVERIFY_PROJECT_INACTIVE');
  emulator.updateProject({ projectId: 'proj_off', active: true });
  emulator.updateProject({ credits: 1 });
  assert.equal(await codeOf(), undefined);
  emulator.reset();
  assert.equal(await codeOf(), 'BAXVERIFY_PROJECT_INACTIVE');
  assert.equal(emulator.updateProject({}).credits, 7);
});

test('a file can be a seed, also on the command line', { timeout: 20_000 }, async (t) => {
  const path = file(t, JSON.stringify(SEED));
  const { emulator } = await emulate(t, { seed: path });
  assert.equal(emulator.apiKey, 'bax_sk_seeded');
  const { printed } = cli(t, ['--port', '0', '--seed', path]);
  await printed(/BAXCLOUD_API_KEY=bax_sk_seeded\n/);
});

test('an error in a seed names its place', { timeout: 20_000 }, async (t) => {
  for (const [seed, words] of [
    [{ projects: [{}, { actve: true }] }, /projects\[1\].*unknown field `actve`/],
    [{ projects: [{ credits: 'x' }] }, /projects\[0\]\.credits: must be an integer from 0 up/],
    [{ projects: [{ failPhones: ['7'] }] }, /failPhones.*"7"/],
    [{ project: [] }, /unknown field `project`/],
    [file(t, '{'), /emulator\.json is not valid JSON/],
    ['/nowhere/emulator.json', /\/nowhere\/emulator\.json cannot be read/],
    [7, /"seed" must be the path of a JSON file/],
  ]) {
    await assert.rejects(startEmulator({ seed }), { name: 'TypeError', message: words });
  }
  const { code, stderr } = await cli(t, ['--seed', file(t, '{"x":1}')]).ended;
  assert.deepEqual([code, stderr.split('\n').length], [2, 2]);
});

test('the schema is published with the package', () => {
  const schema = createRequire(import.meta.url)('@baxcloud/baxverify-emulator/seed.schema.json');
  assert.deepEqual(Object.keys(schema.properties).sort(), ['$schema', 'faults', 'projects']);
});
