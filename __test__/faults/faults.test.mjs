import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { report, rows, runTable } from './run.mjs';

describe('faults', () => {
  let results;
  before(async () => {
    results = await runTable();
  });
  after(() => console.log(report(results)));

  for (const row of rows) {
    it(row.name, () => {
      const mismatches = results
        .filter((result) => result.row === row)
        .flatMap(({ method, mismatches }) =>
          mismatches.map((mismatch) => `${method}: ${mismatch}`),
        );
      assert.deepEqual(mismatches, []);
    });
  }
});
