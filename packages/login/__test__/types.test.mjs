import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('types', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const require = createRequire(import.meta.url);
const newest = join(root, 'node_modules/typescript/bin/tsc');

describe('the public types hold for right uses and refuse wrong ones', { concurrency: 2 }, () => {
  const variants = [
    ['with TypeScript 4.7', require.resolve('typescript-4.7/bin/tsc'), []],
    ['with the newest TypeScript and the types of browsers', newest, []],
    [
      'with the newest TypeScript and the types of Node',
      newest,
      ['--lib', 'es2022', '--types', 'node', '--typeRoots', join(root, 'node_modules/@types')],
    ],
  ];
  for (const [title, tsc, args] of variants) {
    test(title, async () => {
      const run = promisify(execFile)(process.execPath, [tsc, '--project', folder, ...args]);
      const { stdout } = await run.catch((error) => error);
      assert.equal(stdout, '');
    });
  }
});
