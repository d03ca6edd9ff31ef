import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { programs } from '../tools/packages.mjs';
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

const [, release] = workflows.find(([name]) => name === 'release.yml');

test('a release builds the binary of each platform', () => {
  const built = [...release.matchAll(/target: ([\w-]+),/g)].map(([, target]) => target);
  assert.deepEqual(built, manifest.napi.targets);
});

test('a release builds, checks and attaches the programs', () => {
  const built = [...release.matchAll(/target: ([\w-]+),/g)].map(([, target]) => target);
  for (const { targets, folder: place } of programs) {
    for (const target of targets) {
      assert.ok(built.includes(target), target);
      // The steps that check a program run for these.
      assert.match(target, /musl$/);
    }
    assert.match(release, new RegExp(`^ {12}${place}/dist/$`, 'm'));
    assert.ok(release.includes(`docker build --tag baxverify-emulator ${place}\n`));
  }
  const checks = [...release.matchAll(/run: npm run check:program(.*)/g)].map(([, args]) => args);
  assert.deepEqual(checks, ['', ' -- --image baxverify-emulator']);
  assert.match(release, /gh release create [^#]*packed\/\*\.tar\.gz/);
});

test('each job of a release may write only what it publishes', () => {
  const [, ...jobs] = release.slice(release.indexOf('\njobs:\n')).split(/^ {2}(?=[\w-]+:\n)/m);
  const writing = jobs
    .map((job) => [
      job.split(':')[0],
      [...job.matchAll(/^ {6}([\w-]+): write$/gm)].map(([, it]) => it),
    ])
    .filter(([, scopes]) => scopes.length > 0);
  assert.deepEqual(writing, [
    ['publish', ['id-token']],
    ['image', ['packages']],
    ['page', ['contents']],
  ]);
});
