/**
 * Servers that never stop writing. They may delay their own calls up to the deadline, but no other
 * calls.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { pemFile, root } from './certificates.mjs';
import { kinds, startFlood } from './flood-server.mjs';
import { LATE, startNeighbour } from './neighbour.mjs';

const TIMEOUT = 1000;

/** The only kind whose call gets a response. */
const ANSWERED = 'http/1.1: answers nobody asked for';

/** Whether an error is correct for a sent request whose response never ends. */
function honest({ code, outcome, attempts, retryable }) {
  assert.match(code, /^BAXVERIFY_(TIMEOUT|NETWORK_ERROR|INVALID_RESPONSE)$/);
  assert.equal(outcome, 'unknown');
  assert.equal(retryable, false);
  assert.equal(attempts, 1);
}

describe('a flood', () => {
  let neighbour;
  before(async () => {
    process.env.NODE_EXTRA_CA_CERTS = pemFile(root);
    neighbour = await startNeighbour();
  });
  after(() => neighbour.stop());

  /**
   * Makes one call to each flood at the same time. Returns the problems of these calls and of the
   * neighbour.
   */
  async function flooded(names) {
    const floods = await Promise.all(names.map(startFlood));
    const began = performance.now();
    try {
      const complaints = await Promise.all(
        floods.map(async ({ baseUrl, seen }, at) => {
          const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl });
          const from = performance.now();
          const end = await client
            .sendOtp({ phone: '+4366412345678' }, { timeout: TIMEOUT })
            .catch((error) => error);
          const to = performance.now();
          const late = to - from - TIMEOUT - neighbour.held.between(from, to);
          // Time for an extra request to arrive, and for the flood to continue.
          await sleep(300);
          if (names[at] === ANSWERED) assert.deepEqual(end, {});
          else honest(end);
          assert.equal(seen.requests, 1);
          return late > LATE ? [`${end.code} came ${late.toFixed(0)} ms late`] : [];
        }),
      );
      await neighbour.settled();
      return [...complaints.flat(), ...neighbour.complaints(began, performance.now())];
    } finally {
      await Promise.all(floods.map((flood) => flood.close()));
    }
  }

  /** Other processes share the processors, so late calls are tried again. */
  async function check(names) {
    const first = await flooded(names);
    if (first.length > 0) assert.deepEqual([first, await flooded(names)], [first, []]);
  }

  for (const kind of kinds) {
    it(`delays nobody else, and its own call up to the deadline: ${kind}`, () => check([kind]));
  }

  it('of four kinds at once does not either', () =>
    check([
      'http/1.1: 100 Continue',
      'http/1.1: chunks of a byte',
      'http/2: PING ACK',
      'http/2: SETTINGS',
    ]));

  it('made all calls of the neighbour', () => assert.ok(neighbour.calls.length > 500));
});
