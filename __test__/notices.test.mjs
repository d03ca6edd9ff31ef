// The licences of others that travel with the binaries. `npm run notices` writes them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { binaries } from '../tools/packages.mjs';
import { cratesInNotices, cratesOf, noticesFile } from '../tools/release/notices/crates.mjs';

for (const { crate } of binaries()) {
  describe(`the notices of ${crate}`, () => {
    const notices = readFileSync(noticesFile(crate), 'utf8');
    const [introduction, ...sections] = notices.split(/\n-{80}\nFor /);
    const listed = cratesInNotices(crate);
    const texts = sections.map((section) => {
      const at = section.indexOf(':\n\n');
      return { users: section.slice(0, at).split(', '), text: section.slice(at + 3) };
    });
    const textsOf = (label) =>
      texts.filter(({ users }) => users.includes(label)).map(({ text }) => text);

    test('list the crates of every published target', () => {
      const crates = cratesOf(crate);
      assert.ok(crates.length > 50);
      assert.deepEqual(listed, crates, 'npm run notices');
    });

    test('hold a text for each crate, with no gap left in it', () => {
      for (const label of listed) {
        assert.ok(textsOf(label).length > 0, label);
        for (const text of textsOf(label)) {
          assert.ok(text.length > 200 || /copyright/i.test(text), label);
          assert.doesNotMatch(text, /<year>|<owner>|<copyright holders>/, label);
        }
      }
    });

    test('hold the text of a licence that each crate is under', () => {
      const marks = {
        MIT: /Permission is hereby granted, free of charge/,
        'Apache-2.0': /Apache License\s+Version 2\.0/,
        ISC: /Permission to use, copy, modify, and\/?o?r?\s*distribute this\s+software/,
        'BSD-3-Clause': /Neither the name of|names? of .* may/,
        'CDLA-Permissive-2.0': /Community Data License Agreement - Permissive - Version 2\.0/,
        'Unicode-3.0': /UNICODE LICENSE V3/,
        Zlib: /This software is provided 'as-is'/,
      };
      for (const [, label, expression] of introduction.matchAll(/^- (\S+ \S+): ([^,\n]+)/gm)) {
        const all = textsOf(label).join('\n').replaceAll(/\s+/g, ' ');
        // One of each choice; all of what `AND` joins.
        for (const choice of expression.split(/ AND /)) {
          const known = Object.entries(marks).filter(([id]) => choice.includes(id));
          assert.ok(known.length > 0, `${label}: ${expression}`);
          assert.ok(
            known.some(([, mark]) => mark.test(all)),
            `${label}: ${expression}`,
          );
        }
      }
    });

    test('name who wrote what ring took over', () => {
      const ring = listed.find((label) => label.startsWith('ring '));
      if (!ring) return;
      const all = textsOf(ring).join('\n');
      for (const mark of [/Brian Smith/, /The BoringSSL Authors/, /The OpenSSL Project Authors/]) {
        assert.match(all, mark);
      }
      assert.match(all, /Google Inc\./);
      assert.match(all, /fiat-crypto authors/);
    });

    test('include the Rust standard library', () => {
      assert.match(textsOf('the Rust standard library').join('\n'), /The Rust Project Developers/);
    });
  });
}
