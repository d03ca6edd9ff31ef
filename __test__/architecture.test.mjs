// The files, functions and types that docs/architecture.md names exist.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from './support/process.mjs';

const page = readFileSync(path.join(ROOT, 'docs/architecture.md'), 'utf8');
/** The picture is the only code block. */
const [before, picture, after] = page.split(/^```(?:text)?$/m);

/** A path that starts at the root, and in parentheses after it what the page names there. */
const PATH = /`([\w.-]+(?:\/[\w.-]+)*\/?)`(?:\s+\(([^)]*`[^)]*)\))?/g;
const EXTENSION = /\.(?:rs|[cm]?js|[cm]?ts|json|md|yml|toml)$/;
/** Declarations, keys and methods. */
const DEFINED = [
  /\b(?:(?:const\s+)?fn|struct|enum|trait|type|const|static|macro_rules!|function|class)\s+(\w+)/g,
  /^\s*(\w+)\s*(?:[:=]|\(.*\{$)/gm,
];

function named() {
  const found = new Map();
  for (const [, place, names = ''] of (before + after).matchAll(PATH)) {
    if (!place.includes('/') && !EXTENSION.test(place)) continue;
    const known = found.get(place) ?? new Set();
    for (const [, name] of names.matchAll(/`(\w+)`/g)) known.add(name);
    found.set(place, known);
  }
  return found;
}

describe('docs/architecture.md', () => {
  const places = named();

  test('is read as it is meant', () => {
    assert.ok(places.size > 100, `${places.size} paths`);
    assert.ok(places.get('lib/call.mjs').has('errorFrom'));
    assert.ok(places.get('package.json').has('targets'));
  });

  for (const [place, names] of places) {
    test(`${place} is there${names.size > 0 ? `, with ${[...names].join(', ')}` : ''}`, () => {
      assert.ok(existsSync(path.join(ROOT, place)), place);
      if (names.size === 0) return;
      const source = readFileSync(path.join(ROOT, place), 'utf8').replaceAll('"', '');
      const defined = new Set(
        DEFINED.flatMap((pattern) => [...source.matchAll(pattern)].map(([, name]) => name)),
      );
      for (const name of names) assert.ok(defined.has(name), name);
    });
  }

  test('draws folders that exist', () => {
    const folders = picture.match(/(?<![\w@/-])[\w-]+(?:\/[\w-]+)*\//g);
    assert.ok(folders.length > 8);
    for (const folder of folders) assert.ok(existsSync(path.join(ROOT, folder)), folder);
  });
});
