// The prose linter finds planted faults, and accepts plain English.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import * as prettier from 'prettier';
import { lint } from '../tools/lint/lint.mjs';

const LONG = `The client waits ${'and waits '.repeat(6)}\n${'and waits '.repeat(7)}until the end.`;
const faults = {
  'a word': ['Whoever calls gets a response.', /name the person/],
  'a phrase': ['The user is told the code.', /say who tells whom/],
  'a phrase across two lines': ['The value is at\nhand.', /write "available"/],
  'a long sentence': [LONG, /32 words, 30 at most: "The client waits and waits and …"/],
};
const asComment = (text, open, line) => [open, ...text.split('\n').map((part) => line + part)];
const languages = {
  'page.md': (text) => ['# Title', '', text],
  'types.d.ts': (text) => [...asComment(text, '/**', ' * '), ' */', 'export declare const a: 1;'],
  'module.mjs': (text) => ["const a = '// text';", ...asComment(text, '//', '// '), 'a();'],
  'crate.rs': (text) => [...asComment(text, '/// Text.', '/// '), 'fn a() {}'],
};

for (const [path, write] of Object.entries(languages)) {
  describe(`in ${path}`, () => {
    for (const [name, [text, expected]] of Object.entries(faults)) {
      test(`${name} is found, with its line`, async () => {
        const source = write(text);
        const found = await lint(path, source.join('\n'));
        assert.equal(found.length, 1, JSON.stringify(found));
        assert.match(found[0].message, expected);
        const start = source.findIndex((line) => line.includes(text.split('\n')[0].trim())) + 1;
        assert.ok([start - 1, start].includes(found[0].line), `line ${found[0].line}`);
      });
    }

    test('plain English is accepted', async () => {
      assert.deepEqual(await lint(path, write('The client retries `whoever`.').join('\n')), []);
    });
  });
}

test('only comments of sources are read', async () => {
  const source = "const whoever = 'is told'; // fine\n/** Fine. */\nconst anew = /\\/\\/ mend/;\n";
  assert.deepEqual(await lint('module.mjs', source), []);
});

test('a comment must be wrapped at 100 columns', async () => {
  const wide = `// ${'word '.repeat(20)}end.\n`;
  assert.match((await lint('module.mjs', wide))[0].message, /107 columns, 100 at most/);
});

test('code in comments is not read', async () => {
  assert.deepEqual(await lint('module.mjs', '//   node whoever.mjs --anew\n'), []);
});

test('a page must be wrapped at 100 columns, but not its tables and code', async () => {
  const url = new URL('../tools/lint/prettier.json', import.meta.url);
  const options = { ...JSON.parse(readFileSync(url, 'utf8')), parser: 'markdown' };
  const long = 'word '.repeat(30).trim();
  assert.equal(await prettier.check(`${long}\n`, options), false);
  const wrapped = await prettier.format(`${long}\n`, options);
  assert.ok(
    wrapped.split('\n').every((line) => line.length <= 100),
    wrapped,
  );
  const cell = `| ${'-'.repeat(long.length)} |`;
  for (const page of [`| ${long} |\n${cell}\n`, `\`\`\`js\n${long}\n\`\`\`\n`]) {
    assert.equal(await prettier.check(page, options), true, page);
  }
});
