/**
 * Runs the table of faults: every fault with every method, with a healthy neighbour whose calls
 * must not be late. Prints a report. Exits with 1 on a mismatch.
 */
import { pathToFileURL } from 'node:url';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { isFetch } from '../support/builds.mjs';
import { pemFile, root } from './certificates.mjs';
import { differs, unknownDifferences } from './fetch-differences.mjs';
import { startNeighbour } from './neighbour.mjs';
import { http1Rows } from './rows-http1.mjs';
import { http2Rows } from './rows-http2.mjs';
import { tlsRows } from './rows-tls.mjs';

// `fetch` of Node.js does not use HTTP/2.
export const rows = isFetch
  ? [...http1Rows, ...tlsRows].map(differs)
  : [...http1Rows, ...tlsRows, ...http2Rows];

/** `fetch` works on this thread, like the servers. */
const AT_ONCE = isFetch ? 8 : 24;
const TIMEOUT = 10_000;
/** How much later than its deadline a call may end. */
const GRACE = 100;

const SECRETS = {
  apiKey: 'bax_sk_canary_key',
  phone: '+4366412345678',
  code: '493827',
  token: 'eyJ.canary.token',
};

const methods = [
  ['post', (client) => client.sendOtp({ phone: SECRETS.phone, purpose: 'LOGIN' })],
  ['post', (client) => client.verifyOtp({ phone: SECRETS.phone, code: SECRETS.code })],
  ['post', (client) => client.validateVerificationToken({ token: SECRETS.token })],
  ['get', (client) => client.getStats({ days: 7 })],
  ['get', (client) => client.listLogs({ phone: SECRETS.phone })],
];

async function runOne(neighbour, row, [kind, call], index) {
  const server = await row.start();
  const timeout = row.timeout ?? TIMEOUT;
  const { apiKey } = SECRETS;
  const client = new BaxCloudVerifyClient({
    projectId: 'p',
    apiKey,
    baseUrl: server.baseUrl,
    timeout,
  });
  const began = performance.now();
  // The servers also run on this thread and may block it. A Node.js timer measures by how much.
  let due = began + timeout;
  const clock = setTimeout(() => {
    due = performance.now();
  }, timeout);
  const result = await call(client).then(
    (value) => ({ code: 'ok', value }),
    (error) => error,
  );
  const elapsed = performance.now() - began;
  clearTimeout(clock);
  // Time for an extra request to arrive.
  await new Promise((resolve) => setTimeout(resolve, 30));
  server.close();
  const actual = {
    code: result.code,
    outcome: result.outcome,
    retryable: result.retryable,
    attempts: result.attempts,
    requests: kind === 'post' ? server.seen.POST : server.seen.GET,
    statusCode: result.statusCode,
  };
  const expected = [row.expected[kind]].flat();
  const attempts = expected.map((alternative) => compare(alternative, actual));
  const mismatches = attempts.find((found) => found.length === 0) ?? attempts[0];
  const overdue = began + elapsed > due + GRACE;
  if (overdue) mismatches.push(`took ${elapsed.toFixed(0)} of ${timeout} ms`);
  await neighbour.settled();
  const harm = neighbour.complaints(began, performance.now());
  mismatches.push(...harm);
  const late = overdue || harm.length > 0;
  if (server.seen.POST > 1 && result.outcome !== 'not_sent') {
    mismatches.push(`sent ${server.seen.POST} times`);
  }
  if (result.code !== 'ok') mismatches.push(...complaints(result, row));
  const method = ['sendOtp', 'verifyOtp', 'validateVerificationToken', 'getStats', 'listLogs'][
    index
  ];
  return { row, method, kind, actual, elapsed, late, mismatches, error: result };
}

function compare(expected, actual) {
  return Object.entries(expected)
    .filter(([field, value]) => actual[field] !== value)
    .map(([field, value]) => `${field}: ${actual[field]} instead of ${value}`);
}

/** Returns the problems of an error itself. */
function complaints(error, row) {
  if (!(error instanceof BaxVerifyError)) return [`not a BaxVerifyError: ${error}`];
  const found = [];
  if (row.message && !row.message.test(error.message)) found.push(`message: ${error.message}`);
  if (row.cause && !row.cause.test(error.cause?.message)) {
    found.push(`cause: ${error.cause?.message}`);
  }
  const sentences = [error.message];
  for (let cause = error.cause; cause; cause = cause.cause) {
    sentences.push(cause.message);
    if (cause.message.length > 80) found.push(`long cause: ${cause.message}`);
  }
  for (const sentence of sentences) {
    // Debug output of Rust, addresses, and text that is not a sentence.
    if (/[{}()]|::|\w+:\/\/|^\s*$/.test(sentence)) found.push(`not for people: ${sentence}`);
  }
  if (!/\.$/.test(error.message) && error.code !== 'ok' && !error.details) {
    found.push(`no sentence: ${error.message}`);
  }
  const printed = JSON.stringify(error) + sentences.join();
  for (const secret of Object.values(SECRETS)) {
    if (printed.includes(secret)) found.push(`shows ${secret}`);
  }
  return found;
}

/** @returns one result per fault and method */
export async function runTable(selected = rows) {
  // Native code reads these variables for its first TLS connection.
  for (const name of ['HTTPS_PROXY', 'ALL_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR']) {
    delete process.env[name];
    delete process.env[name.toLowerCase()];
  }
  // Node.js has read the variable when the process started.
  if (!isFetch) process.env.NODE_EXTRA_CA_CERTS = pemFile(root);
  const jobs = selected.flatMap((row) => methods.map((method, index) => [row, method, index]));
  const neighbour = await startNeighbour();
  const results = await atOnce(neighbour, jobs);
  // Other processes share the processors. A late call runs again without the others, which shows
  // whether they were the reason.
  for (const at of results.keys()) {
    for (let tries = 0; results[at].late && tries < 3; tries++) {
      results[at] = await runOne(neighbour, ...jobs[at]);
    }
  }
  await neighbour.stop();
  return results;
}

async function atOnce(neighbour, jobs) {
  const results = new Array(jobs.length);
  let next = 0;
  const work = async () => {
    while (next < jobs.length) {
      const at = next++;
      results[at] = await runOne(neighbour, ...jobs[at]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

const cells = ({ code, outcome = '', retryable, attempts = '', requests, statusCode = '' }) => [
  code.replace('BAXVERIFY_', '').padEnd(17),
  outcome.padEnd(9),
  (retryable === undefined ? '' : retryable ? 'safe' : 'no').padEnd(5),
  String(attempts).padStart(3),
  String(requests).padStart(3),
  String(statusCode).padStart(4),
];

/**
 * One line for the writing methods, one for the reading methods, and lines for differing results.
 */
export function report(results) {
  const lines = [
    `${'fault'.padEnd(52)}        code              outcome   again try req status   ms`,
  ];
  for (const row of rows.filter((row) => results.some((result) => result.row === row))) {
    for (const kind of ['post', 'get']) {
      const of = results.filter((result) => result.row === row && result.kind === kind);
      const [first] = of;
      const slowest = Math.max(...of.map((result) => result.elapsed)).toFixed(0);
      lines.push(
        `${(kind === 'post' ? row.name : '').padEnd(52)} ${kind === 'post' ? 'POST*3' : 'GET*2 '} ${cells(first.actual).join(' ')} ${slowest.padStart(5)}`,
      );
      for (const { method, mismatches, error } of of) {
        for (const mismatch of mismatches)
          lines.push(`    MISMATCH ${method}: ${mismatch} [${error.message}]`);
      }
    }
  }
  return lines.join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const began = performance.now();
  const pattern = process.argv[2];
  const selected = pattern ? rows.filter((row) => row.name.includes(pattern)) : rows;
  const results = await runTable(selected);
  const failed = results.filter((result) => result.mismatches.length > 0).length;
  console.log(report(results));
  const unknown = isFetch && !pattern ? unknownDifferences(rows) : [];
  if (unknown.length > 0) console.log(`no fault has the name ${unknown}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `${selected.length} faults, ${results.length} calls, ${failed} mismatches, ${seconds} s`,
  );
  process.exitCode = failed === 0 && unknown.length === 0 ? 0 : 1;
}
