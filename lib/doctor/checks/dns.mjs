import { isIP } from 'node:net';
import { lookUp } from '../lookup.mjs';

/** What a system says if no DNS server responds, or none of them with a result. */
const NO_RESULT = ['TIMED_OUT', 'EAI_AGAIN', 'EAI_FAIL'];

/**
 * @typedef {'usable' | 'unusable' | 'hangs'} Name a lookup that hangs also keeps a call of the SDK
 */

/**
 * @param {{ host: string, source: string }} name
 * @param {import('../time-limit.mjs').TimeLimit} limit
 * @param {(limit: import('../time-limit.mjs').TimeLimit) => number} most milliseconds of the lookup
 * @returns {Promise<Name>}
 */
export async function checkName(report, { host, source }, limit, most) {
  if (isIP(host)) {
    report.skip('dns', 'The host is an IP address.');
    return 'usable';
  }
  const name = report.shown(host);
  const found = await lookUp(host, limit, most);
  if (!found) {
    report.skip('dns', 'The lookup needs a process, which does not start.');
    return 'usable';
  }
  if (found.count !== undefined) {
    report.ok('dns', `${name} is found. Addresses: ${found.count}.`);
    return 'usable';
  }
  const id = NO_RESULT.includes(found.code) ? 'DNS_TIMEOUT' : 'DNS_NOT_FOUND';
  report.problem('dns', id, { host: name, source });
  return found.code === 'TIMED_OUT' ? 'hangs' : 'unusable';
}
