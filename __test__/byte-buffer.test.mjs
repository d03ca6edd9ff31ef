import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteBuffer } from '../lib/byte-buffer.mjs';

test('a buffer holds its parts in order, and changes none of them', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 20 });
  fc.assert(
    fc.property(parts, fc.nat(50_000), (all, spare) => {
      const expected = Buffer.concat(all);
      const copies = all.map((part) => part.slice());
      const buffer = new ByteBuffer(expected.length + spare);
      for (const part of all) buffer.add(part);
      assert.equal(buffer.length, expected.length);
      assert.deepEqual(Buffer.from(buffer.bytes()), expected);
      assert.deepEqual(all, copies);
    }),
  );
});

test('a buffer of many small parts takes about twice their size', () => {
  const buffer = new ByteBuffer(2 ** 23);
  const part = new Uint8Array(1);
  for (let n = 0; n < 1_000_000; n += 1) buffer.add(part);
  assert.equal(buffer.bytes().length, 1_000_000);
  assert.ok(buffer.bytes().buffer.byteLength <= 2_000_000);
});

test('a single part is not copied', () => {
  const part = new Uint8Array([1, 2, 3]);
  const buffer = new ByteBuffer(10);
  buffer.add(part);
  assert.equal(buffer.bytes().buffer, part.buffer);
});
