// Shared by both commands: the arguments, the selection by name, and a suite of node:test that runs
// two tests at a time.

import { describe, test } from 'node:test';
import { parseArgs } from 'node:util';
import { fail } from '../run.mjs';

export function readArguments() {
  const { values, positionals } = parseArgs({
    options: { packed: { type: 'string' } },
    allowPositionals: true,
  });
  return { packed: values.packed, words: positionals };
}

/** Selects the items that match the words, or all. Ends the process if a word matches none. */
export function pick(all, words, isMeant) {
  for (const word of words) {
    if (all.some((item) => isMeant(item, word))) continue;
    const names = all.map(({ name }) => name).join(', ');
    fail(`Nothing here is called ${word}. There are: ${names}`);
  }
  return words.length === 0 ? all : all.filter((item) => words.some((word) => isMeant(item, word)));
}

/**
 * Creates a test for each item, and skips those with a reason. A run that skips everything fails.
 *
 * @param {{ name: string, skip?: string }[]} items
 * @param {(item: object, at: number) => Promise<string | undefined>} run may answer a remark
 */
export function suite(name, items, run) {
  if (items.every(({ skip }) => skip)) {
    console.error('None of these can run on this machine.');
    process.exitCode = 1;
  }
  describe(name, { concurrency: 2 }, () => {
    for (const [at, item] of items.entries()) {
      test(item.name, { skip: item.skip }, async (t) => {
        const remark = await run(item, at);
        if (remark) t.diagnostic(`${item.name}: ${remark}`);
      });
    }
  });
}
