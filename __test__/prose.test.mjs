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
  'workflow.yml': (text) => [...asComment(text, 'name: a', '# '), 'on: push'],
  'Cargo.toml': (text) => [...asComment(text, '[package]', '# '), 'edition = "2024"'],
  '.ci/run': (text) => asComment(text, '#!/usr/bin/env whoever', '# '),
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

for (const [path, marker] of [
  ['module.mjs', '//'],
  ['crate.rs', '//'],
  ['workflow.yml', ' #'],
]) {
  test(`a comment must be wrapped at 100 columns in ${path}`, async () => {
    const wide = `${marker} ${'word '.repeat(20)}end.\n`;
    assert.match((await lint(path, wide))[0].message, /107 columns, 100 at most/);
  });
}

describe('messages of errors', () => {
  const rust = 'crates/client/src/error/network.rs';
  const found = async (path, ...lines) =>
    (await lint(path, lines.join('\n'))).map(({ line, message }) => `${line}: ${message}`);

  for (const [path, ...lines] of [
    [rust, `let quote = '"'; // "`, 'let a = format!("{host} gave no answer.");'],
    [rust, 'let raw = r#""" "#;', 'let a = ("Fine now.", "the answer is late");'],
    [rust, 'let a =', '    "A response, \\', '     and an \\"answer\\".";'],
    ['lib/call.mjs', "import 'answer';", "const a = 'It gave no answer.';"],
    ['lib/call.mjs', 'const answer = 1;', 'const a = `It is $' + '{answer} and an answer.`;'],
  ]) {
    test(`are checked: ${lines.join(' ')}`, async () => {
      const faults = await found(path, ...lines);
      assert.deepEqual(faults, ['2: Not plain English: write "response" or "respond".']);
    });
  }

  test('are checked for long sentences and the other vocabulary', async () => {
    const long = `"${'and waits '.repeat(16)}",`;
    const faults = await found(rust, long, '"It is fine all the same.",');
    assert.match(faults.join(), /1: 32 words, 30 at most.*2: Not plain English: write "still"/);
  });

  test('are the literals of the SDK that people read', async () => {
    for (const path of [rust, 'lib/call.mjs']) {
      assert.deepEqual(await found(path, 'a("answer", "answer_type", "a response");'), []);
    }
    assert.deepEqual(await found('src/lib.rs', 'a("the answer is late");'), []);
  });
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
