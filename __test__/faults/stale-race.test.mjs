/** A short run of `stale-race.mjs` checks what may happen at the moment of a close. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { race } from './stale-race.mjs';

const CALLS = 80;

describe('a server that closes at the moment of a call', () => {
  for (const how of ['close', 'reset']) {
    for (const thread of ['idle', 'busy']) {
      it(`never gets a write twice, and no failure claims to be harmless: ${how}, ${thread}`, async () => {
        const result = await race({ calls: CALLS, kept: 24, range: 1, step: 0.05, how, thread });
        assert.equal(result.twice, 0);
        const own = result.results.find(({ name }) => name === 'sendOtp');
        // A request that could not be sent is sent on another connection.
        assert.equal(own.other, 0);
        assert.equal(own.ok + own.unknown, CALLS);
        assert.ok(own.ok > 0);
        assert.ok(result.connections > 1, 'connections were closed');
      });
    }
  }
});
