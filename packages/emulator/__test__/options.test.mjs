// The documents name every option of the table, with its default.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const { TABLE } = createRequire(import.meta.url)('../lib/options.js');
const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

test('the README has a row for each option', () => {
  const readme = read('README.md');
  const rows = new Map(
    [...readme.matchAll(/^\| `(\w+)` +\| ([^|]*)\|/gm)].map(([, name, text]) => [name, text]),
  );
  for (const { name, default: initial, isCommandOnly } of TABLE) {
    if (isCommandOnly) continue;
    const shown = rows.get(name);
    assert.notEqual(shown, undefined, name);
    const isLiteral = /^[\w.]*\d[\w.]*$/.test(initial);
    if (isLiteral) assert.ok(shown.includes(initial), `${name}: ${shown}`);
  }
});

test('the types have each option', () => {
  const types = read('index.d.ts');
  for (const { name, isCommandOnly } of TABLE) {
    if (!isCommandOnly) assert.match(types, new RegExp(`^  ${name}\\?: `, 'm'), name);
  }
});
