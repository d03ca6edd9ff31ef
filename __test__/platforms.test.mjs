// The README says of each platform how it is tested, and that is how.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseTriple } from '@napi-rs/cli';
import { addons, manifestOf } from '../tools/packages.mjs';
import { platforms, proven } from '../tools/platforms/platforms.mjs';
import { systems } from '../tools/platforms/systems.mjs';
import { ROOT } from './support/process.mjs';

const read = (...names) => readFileSync(path.join(ROOT, ...names), 'utf8');

test('the platforms are those of the published packages', () => {
  for (const addon of addons) {
    const { targets } = manifestOf(addon).napi;
    const published = targets.map((triple) => [parseTriple(triple).platformArchABI, triple]);
    assert.deepEqual(
      platforms.map(({ target, triple }) => [target, triple]),
      published,
    );
  }
});

test('each proof has its system', () => {
  assert.deepEqual(
    Object.keys(systems),
    proven.map(({ target }) => target),
  );
});

test('the README says how each platform is tested', () => {
  const rows = [...read('README.md').matchAll(/^\| `((?:linux|darwin|win32)-.+?)` .+$/gm)];
  const cells = rows.map(([row]) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const expected = platforms.map(({ target, under, proofTriple, workflow }) => {
    const built = proofTriple ? `, built for \`${proofTriple}\`` : '';
    return [`\`${target}\``, under ? `under ${under}${built}` : 'no', `\`${workflow}\``];
  });
  assert.deepEqual(
    cells.map(([target, , ...rest]) => [target, ...rest]),
    expected,
  );
});

for (const { target, triple, workflow, runner } of platforms) {
  test(`${workflow} tests ${target} on ${runner}`, () => {
    const text = read('.github/workflows', workflow);
    if (workflow === 'release.yml') {
      assert.ok(text.includes(`- { target: ${triple}, system: ${runner} }`));
      assert.match(text, /run: docker run .* node examples\/demo\.mjs\n/);
    } else if (runner.includes(':')) {
      assert.match(text, new RegExp(`container: ${runner}\\n(.+\\n)+?.*npm run test:js`));
    } else {
      const [, systemsOfMatrix] = /system:\s+\[([^\]]+)\]/.exec(text);
      assert.ok(systemsOfMatrix.split(/,\s*/).includes(runner), systemsOfMatrix);
    }
  });
}

test('the workflow runs the proofs', () => {
  assert.match(read('.github/workflows/ci.yml'), /run: .*npm run test:platforms$/m);
});
