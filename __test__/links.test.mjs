// Links of pages, of error messages and of docstrings lead to files and headings that exist.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { brokenLinks } from '../tools/lint/links.mjs';
import { manifestOf, packages } from '../tools/packages.mjs';
import { manifest, ROOT, run } from './support/process.mjs';

const repository = /https:.*(?=\.git$)/.exec(manifest.repository.url)[0];
/** These files of the package are read in `node_modules`, where no other page is. */
const OFFLINE = new Set(['AGENTS.md', 'llms.txt']);
const offline = (file) => OFFLINE.has(file);
const READABLE = /\.(?:md|txt|json|[cm]?[jt]sx?|rs|toml|ya?ml|html)$/;
/** This file, and the test of lock files, have links that must be broken. */
const SKIPPED = /^__test__\/links\.test\.mjs$|package-lock\.json$/;

async function repositoryFiles() {
  const { code, stdout } = await run('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: ROOT,
  });
  assert.equal(code, 0);
  const files = stdout.split('\0').filter((file) => file && !SKIPPED.test(file));
  return new Map(
    files.map((file) => [
      file,
      READABLE.test(file) ? readFileSync(path.join(ROOT, file), 'utf8') : undefined,
    ]),
  );
}

test('every link of the repository leads somewhere', async () => {
  const files = await repositoryFiles();
  assert.ok(files.size > 300, `${files.size} files`);
  assert.deepEqual(brokenLinks(files, { repository, offline }), []);
});

test('npm can resolve the relative links of every published README', () => {
  for (const each of packages) {
    const { repository: own } = manifestOf(each);
    assert.equal(own.url, manifest.repository.url, each.folder);
    assert.equal(own.directory ?? '.', each.folder);
  }
});

test('what is published names a page by its URL', async () => {
  const files = await repositoryFiles();
  const folders = packages.map(({ folder }) => folder).filter((folder) => folder !== '.');
  const published = [...files.keys()].filter(
    (file) =>
      /^(?:lib\/|[\w.-]+\.d\.ts$)/.test(file) ||
      folders.some(
        (folder) => file.startsWith(`${folder}/lib/`) || /^[\w./-]+\/[\w-]+\.d\.ts$/.test(file),
      ),
  );
  assert.ok(published.includes('index.d.ts') && published.includes('lib/browser/index.mjs'));
  for (const file of published) {
    const [mention] = /(?<!blob\/main\/)docs\/[\w-]+\.md/.exec(files.get(file) ?? '') ?? [];
    assert.equal(mention, undefined, `${file} names ${mention}, which its reader does not have`);
  }
});

describe('a link is refused', () => {
  const options = { repository: 'https://github.com/a/b', offline: (file) => file === 'llms.txt' };
  const page = '# Title\n\n## One `two` & three\n\n## Again\n\n## Again\n';
  const check = (name, text) =>
    brokenLinks(
      new Map([
        [name, text],
        ['docs/page.md', page],
        ['docs/sub/other.md', ''],
        ['image.svg', undefined],
      ]),
      options,
    );
  const main = 'https://github.com/a/b/blob/main';

  for (const [name, text, expected] of [
    ['a missing file', '[a](pages.md)', /^docs\/a\.md:1: pages\.md: no such file$/],
    ['a missing file above', '[a](../docs/sub/none.md)', /no such file/],
    ['a missing image', '\n\n![a](image.svg)', /^docs\/a\.md:3: image\.svg: no such file/],
    ['a missing heading', '[a](page.md#one)', /no such heading/],
    ['a third heading of two', '[a](page.md#again-2)', /no such heading/],
    ['a heading that is a title in another case', '[a](page.md#Title)', /no such heading/],
    ['a heading of a file that is no page', '[a](../image.svg#title)', /no such heading/],
    ['a missing heading of the same page', '# A\n\n[a](#b)', /no such heading/],
    ['a reference', '[a][b]', /no definition/],
    ['the target of a reference', '[a][b]\n\n[b]: none.md', /^docs\/a\.md:3: none\.md/],
    ['HTML', '<a href="none.md">a</a>', /no such file/],
    ['an absolute path', '[a](/docs/page.md)', /not relative/],
    ['http', '[a](http://nodejs.org/)', /not https/],
    ['a script', '[a](javascript:alert(1))', /not https/],
    ['an unknown host', '[a](https://nodejs.example/)', /nodejs\.example is not a known host/],
    ['a host with a user', '[a](https://nodejs.org@nodejs.org/)', /a user name/],
    ['an own page', `[a](${main}/docs/none.md)`, /no such file/],
    ['an own page in code', `\`${main}/docs/page.md#none\``, /no such heading/],
  ]) {
    test(`that is broken: ${name}`, () => {
      const faults = check('docs/a.md', text);
      assert.notEqual(faults.length, 0);
      for (const fault of faults) assert.match(fault, expected);
    });
  }

  for (const [file, text] of [
    ['lib/error.mjs', `\n'See ${main}/docs/page.md#gone.'`],
    ['src/lib.rs', `\n"${main}/docs/pages.md"`],
    ['index.d.ts', `\n * ${main}/docs/none.md)`],
  ]) {
    test(`to a page, from ${file}`, () => {
      const [fault, ...others] = check(file, text);
      assert.match(fault, new RegExp(`^${file}:2: ${main}/docs/[^ ]*: no such (?:file|heading)$`));
      assert.deepEqual(others, []);
    });
  }

  test('that is relative, in a page that is read elsewhere', () => {
    const [fault] = check('llms.txt', '- [a](docs/page.md): a page');
    assert.match(fault, /^llms\.txt:1: docs\/page\.md: write https:/);
  });

  test('and no other', () => {
    const good = [
      '# A',
      '[a](page.md) [a](page.md#one-two--three) [a](page.md#again-1) [a](sub/other.md) [a](sub/)',
      '[a](#a) [a](.) [a](../image.svg) [a][b] [a](https://nodejs.org/api/x.html#y)',
      `[a](http://127.0.0.1:4229) ${main}/docs/page.md#title. (${main}/docs/page.md#again)`,
      '`[a](none.md)`',
      '[b]: page.md#title',
    ];
    assert.deepEqual(check('docs/a.md', good.join('\n\n')), []);
    assert.deepEqual(check('llms.txt', `# A\n\n[a](#a) [a](${main}/docs/page.md)`), []);
  });
});
