// The core does not depend on Node; see docs/architecture.md.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const src = new URL('../src/', import.meta.url);
const shell = ['bridge.rs', 'client.rs', 'completions.rs', 'panic_probe.rs', 'types.rs'];

function read(name) {
  return readFileSync(new URL(name, src), 'utf8');
}

test('only the shell imports napi', () => {
  const core = readdirSync(src, { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.rs') && !shell.includes(name));
  assert.ok(core.includes('http/call.rs') && core.includes('config.rs'));
  for (const name of core) assert.doesNotMatch(read(name), /\bnapi(_derive)?::|use napi/, name);
});

test('only the bridge settles promises', () => {
  for (const name of readdirSync(src, { recursive: true })) {
    if (!name.endsWith('.rs') || name === 'bridge.rs') continue;
    assert.doesNotMatch(read(name), /_deferred\(/, name);
  }
});
