// The snippets of these pages are parts of the examples and consumers, which have their own tests.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('..', import.meta.url);
const page = readFileSync(new URL('docs/frameworks.md', root), 'utf8');
const pages = [
  ['frameworks.md', page, /^examples\//],
  [
    'webhooks.md',
    readFileSync(new URL('docs/webhooks.md', root), 'utf8'),
    /^tools\/consumers\/projects\/webhooks/,
  ],
];

for (const [name, text, folder] of pages) {
  const snippets = [...text.matchAll(/<!-- from: (\S+) -->\n+```\w+\n(.*?)^```$/gms)];

  for (const [, path, code] of snippets) {
    test(`a snippet of ${name} is in ${path} as it is: ${code.split('\n', 1)[0].trim()}`, () => {
      assert.match(path, folder);
      const file = new URL(path, root);
      assert.ok(existsSync(file), `${path} does not exist`);
      // Whole lines, so that a snippet can be copied.
      const source = `\n${readFileSync(file, 'utf8')}`;
      assert.ok(source.includes(`\n${code}`), `This is not in ${path} any more:\n${code}`);
    });
  }

  test(`every code block of ${name} names the file that it is from`, () => {
    const blocks = text.match(/^```\w+$/gm) ?? [];
    assert.ok(blocks.length > 0);
    assert.equal(snippets.length, blocks.length);
  });
}

test('every example that the page links to has a README and tests that npm runs', () => {
  const folders = [...page.matchAll(/\]\(\.\.\/(examples\/[\w-]+)\//g)].map(([, folder]) => folder);
  assert.ok(folders.length > 0);
  for (const folder of new Set(folders)) {
    assert.ok(existsSync(new URL(`${folder}/README.md`, root)), folder);
    const manifest = readFileSync(new URL(`${folder}/package.json`, root), 'utf8');
    assert.ok(JSON.parse(manifest).scripts.test, `${folder} has no npm test`);
  }
});
