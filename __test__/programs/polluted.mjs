// Runs the same calls with and without each name on `Object.prototype`, and prints the differences.
import { subscribe } from 'node:diagnostics_channel';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const [baseUrl, elsewhere] = process.argv.slice(2);

const VALUES = {
  // Options, arguments and variables.
  projectId: 'polluted',
  apiKey: 'polluted',
  baseUrl: elsewhere,
  BAXCLOUD_BASE_URL: elsewhere,
  BAXCLOUD_PROJECT_ID: 'polluted',
  BAXCLOUD_API_KEY: 'polluted',
  timeout: 1,
  maxRetries: 7,
  debug: true,
  signal: AbortSignal.abort('polluted'),
  phone: '+43000',
  purpose: 'POLLUTED',
  code: 'POLLUTED',
  token: 'polluted',
  accessToken: 'polluted',
  consume: false,
  days: 7,
  status: 'POLLUTED',
  page: 7,
  limit: 7,
  platform: 'polluted',
  // Fields of errors and events.
  message: 'polluted',
  statusCode: 999,
  details: { helpUrl: 'https://polluted.example' },
  helpUrl: 'https://polluted.example',
  field: 'polluted',
  path: '/polluted',
  timestamp: 'polluted',
  outcome: 'not_sent',
  retryable: true,
  retryAfterMs: 1,
  attempts: 99,
  cause: new Error('polluted'),
  causes: ['polluted'],
  type: 'failure',
  method: 'POLLUTED',
  attempt: 99,
  waitMs: 99,
  // Properties that the language and Node.js read from objects.
  get: () => 'polluted',
  set: () => {},
  once: false,
  capture: true,
  passive: true,
};

const names = process.argv[4] ? [process.argv[4]] : Object.keys(VALUES);
let lines = [];
console.debug = (line) => lines.push(line.replace(/\d+ms/, ''));
for (const phase of ['start', 'error', 'end']) {
  subscribe(`tracing:baxverify:request:${phase}`, (event) => {
    lines.push([phase, ...Object.entries(event).filter(([name]) => name !== 'duration')]);
  });
}

/** Lists the own properties of a value. Printing an object would read inherited ones. */
const shown = (value) => Object.entries({ __proto__: null, ...value });

const failure = (error) => [
  String(error.stack).split('\n')[0],
  shown(error),
  Object.hasOwn(error, 'details') && shown(error.details),
  shown(error.toJSON()),
  Object.hasOwn(error, 'cause'),
];

function attempt(act) {
  try {
    return shown(act());
  } catch (error) {
    return failure(error);
  }
}

async function everything() {
  lines = [];
  const VALID = { projectId: 'p', apiKey: 'k' };
  const made = (options) => attempt(() => new BaxCloudVerifyClient(options).toJSON());
  const seen = [made(VALID), made({ apiKey: 'k' }), made({ ...VALID, baseUrl: 'nonsense' })];
  const { externalAuthFromVerifyResult } = BaxCloudVerifyClient;
  seen.push(attempt(() => externalAuthFromVerifyResult({ phone: '+431' })));
  for (const debug of [true, undefined]) {
    const client = new BaxCloudVerifyClient({ ...VALID, baseUrl, debug });
    for (const call of [
      () => client.sendOtp({ phone: '+431' }),
      () => client.verifyOtp({ phone: '+431', code: '123456' }),
      () => client.validateVerificationToken({ token: 't' }),
      () => client.getStats(),
      () => client.getStats({}, {}),
      () => client.listLogs(),
      () => client.listLogs({}),
      // The response is an error.
      () => client.sendOtp({ phone: '+43400' }),
      () => client.sendOtp({}),
      () => client.verifyOtp({ phone: '+431' }),
    ]) {
      seen.push(await call().then(shown, failure));
    }
    // There is no response.
    const controller = new AbortController();
    const call = client.sendOtp({ phone: '+43000000' }, { signal: controller.signal });
    // Once another call has its response, the server has this request, too.
    await client.getStats();
    setTimeout(() => controller.abort('mine'), 20);
    seen.push(await call.catch((reason) => reason));
  }
  return JSON.stringify([seen, lines]);
}

const before = await everything();
const differences = [];
for (const name of names) {
  Object.prototype[name] = VALUES[name];
  const now = await everything().catch((error) => `failed: ${error.stack}`);
  delete Object.prototype[name];
  const at = [...now].findIndex((character, index) => character !== before[index]);
  if (now !== before) differences.push({ name, now: now.slice(Math.max(0, at - 200), at + 200) });
}
console.log(JSON.stringify({ names: names.length, before, differences }));
