// `npm version` raises every version, in one command.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { foldersWith } from '../tools/npm-folders.mjs';
import { manifestOf, packages } from '../tools/packages.mjs';
import { ROOT, run } from './support/process.mjs';

const NEXT = '98.7.6';
const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-version-'));
const copy = path.join(folder, 'repository');
const names = packages.map((each) => manifestOf(each).name);
let said;

const author = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
};

const read = (file) => readFileSync(path.join(copy, file), 'utf8');

before(async () => {
  const leftOut = /^(node_modules|target|packed|sbom|\.git|index\.js)$|\.node$|\.tgz$/;
  cpSync(ROOT, copy, {
    recursive: true,
    filter: (source) => !leftOut.test(path.basename(path.relative(ROOT, source))),
  });
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'The repository');
  const { code, stdout, stderr } = await run('npm', ['version', NEXT], {
    cwd: copy,
    env: author,
    shell: process.platform === 'win32',
  });
  assert.equal(code, 0, stderr);
  said = stdout;
});
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

async function git(...args) {
  const { code, stdout, stderr } = await run('git', args, { cwd: copy, env: author });
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

/** The versions of the crates in a Cargo.lock that have no source, which are this repository's. */
function ownCrates(lock) {
  return lock
    .split('\n\n')
    .filter((entry) => entry.includes('[[package]]') && !entry.includes('\nsource = '))
    .map((entry) => /^name = "(.+)"\nversion = "(.+)"$/m.exec(entry).slice(1));
}

test('all packages and crates get the version', () => {
  for (const each of packages) assert.equal(manifestOf(each, copy).version, NEXT);
  const { version, packages: locked } = JSON.parse(read('package-lock.json'));
  assert.equal(version, NEXT);
  assert.equal(locked[''].version, NEXT);
  assert.equal(locked['packages/emulator'].version, NEXT);
  assert.equal(/^version = "(.+)"$/m.exec(read('Cargo.toml'))[1], NEXT);
  const crates = ownCrates(read('Cargo.lock'));
  assert.ok(crates.length > 2);
  for (const [name, found] of crates) assert.equal(found, NEXT, name);
  assert.equal(JSON.parse(read('docs/openapi.json')).info.version, NEXT);
  assert.match(said, /98\.7\.6/);
});

test('whatever depends on a published package asks for the version', () => {
  const asking = foldersWith('package.json').filter((place) => {
    const manifest = JSON.parse(read(path.join(place, 'package.json')));
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
      .filter(([name]) => names.includes(name))
      .map(([, range]) => range);
    for (const range of ranges) assert.equal(range, `^${NEXT}`, place);
    return ranges.length > 0;
  });
  assert.ok(asking.includes('packages/parse-server'));
  assert.ok(asking.includes('examples/express'));
});

test('the changes get their heading, under a new one for the next', () => {
  assert.match(read('CHANGELOG.md'), /\n## Unreleased\n\n## 98\.7\.6 - \d{4}-\d\d-\d\d\n/);
});

test('everything is in one commit, which the tag names', async () => {
  assert.equal(await git('status', '--porcelain'), '');
  assert.equal(await git('describe', '--tags', '--exact-match'), `v${NEXT}`);
  assert.equal(await git('rev-list', '--count', 'HEAD'), '2');
});

test('cargo finds its lock file up to date', async () => {
  const { code, stderr } = await run(
    'cargo',
    ['tree', '--locked', '--offline', '--quiet', '--workspace', '--depth=0'],
    { cwd: copy },
  );
  assert.equal(code, 0, stderr);
});
