import assert from 'node:assert/strict';
import crypto, { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const require = createRequire(import.meta.url);
const { byHash, byHmac, createDigest } = require('../lib/guard/hmac.js');

/** HMAC by its definition in RFC 2104, with SHA-256. */
function hmac(secret, text) {
  const sha = (...parts) => {
    const digest = createHash('sha256');
    for (const part of parts) digest.update(part);
    return digest.digest();
  };
  const block = Buffer.alloc(64);
  const key = Buffer.from(secret);
  (key.length > 64 ? sha(key) : key).copy(block);
  const padded = (byte) => block.map((value) => value ^ byte);
  return sha(padded(0x5c), sha(padded(0x36), text)).toString('base64url');
}

const secrets = ['x'.repeat(32), 'y'.repeat(64), 'z'.repeat(65), '\u00e4'.repeat(500)];
const texts = ['', 'a', 'phone +4366412345678', '\u20ac\ud83d\ude00'.repeat(100), '\ud800'];
texts.push('x'.repeat(512), 'x'.repeat(513), 'x'.repeat(50_000));

test('names of keys are HMACs, on every version of Node', {
  skip: !crypto.hash && 'no crypto.hash',
}, () => {
  for (const secret of secrets) {
    const digests = [byHash(secret), byHmac(secret), createDigest(secret)];
    for (const text of texts) {
      for (const digest of digests) assert.equal(digest(text), hmac(secret, text));
    }
    // A long text leaves nothing behind for a short one.
    assert.equal(digests[0]('a'), hmac(secret, 'a'));
  }
});
