import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { manifest, ROOT } from './support/process.mjs';

const folder = path.join(ROOT, '.github/workflows');
const workflows = readdirSync(folder).map((name) => [
  name,
  readFileSync(path.join(folder, name), 'utf8'),
]);

for (const [name, text] of workflows) {
  test(`${name} names every action by its commit`, () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action);
    assert.ok(used.length > 0);
    for (const action of used) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/);
  });

  test(`${name} runs scripts that there are`, () => {
    const run = [...text.matchAll(/run: npm (?:run )?([\w:-]+)/g)].map(([, script]) => script);
    assert.ok(run.length > 0);
    for (const script of run) assert.ok(manifest.scripts[script], script);
    for (const [, file] of text.matchAll(/node ([\w/-]+\.mjs)/g))
      readFileSync(path.join(ROOT, file));
  });

  test(`${name} may write nothing by default`, () => {
    assert.match(text, /^permissions:\n {2}contents: read$/m);
  });
}

test('a release builds the binary of each platform', () => {
  const [, release] = workflows.find(([name]) => name === 'release.yml');
  const built = [...release.matchAll(/target: ([\w-]+),/g)].map(([, target]) => target);
  assert.deepEqual(built, manifest.napi.targets);
});
