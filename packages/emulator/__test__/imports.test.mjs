import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const SRC = new URL('../src/', import.meta.url);
const PATH = /(?<!\()\b((?:crate|super|self)(?:::\w+)*)(?:::\{([^}]*)\})?/g;

const files = readdirSync(SRC, { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.rs') && !name.includes('tests'));
const modules = new Map(files.map((name) => [name.replace(/\/mod\.rs$|\.rs$/, ''), name]));

/** The modules that a module imports from. Its unit tests may import anything. */
function imports(module) {
  const [code] = readFileSync(new URL(modules.get(module), SRC), 'utf8').split('#[cfg(test)]\nmod');
  const found = [];
  for (const [, prefix, names = ''] of code.matchAll(PATH)) {
    for (const name of names.split(',')) {
      const base = prefix.startsWith('crate') ? 'crate:/' : `crate:/${module}/`;
      const path = `${prefix}::${name.trim()}`.replace(/^(crate|self)::/, '');
      const url = new URL(path.replaceAll('super', '..').replaceAll('::', '/'), base);
      let target = url.pathname.slice(1).replace(/\/$/, '');
      while (target && !modules.has(target)) target = target.replace(/\/?[^/]+$/, '');
      if (target !== module && target) found.push(target);
    }
  }
  return found;
}

test('the Rust modules do not import each other in a circle', () => {
  assert.ok(imports('http/control_api').includes('http/openapi'));
  // Each module is followed once: there are very many paths.
  const done = new Set();
  const visit = (module, path) => {
    assert.ok(!path.includes(module), [...path, module].join(' imports '));
    if (done.has(module)) return;
    for (const next of imports(module)) visit(next, [...path, module]);
    done.add(module);
  };
  for (const module of modules.keys()) visit(module, []);
});
