// Makes calls for some seconds while the environment changes without pause. Prints how the calls
// ended.
import { setImmediate } from 'node:timers/promises';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

/** So few variables that the C library moves its table for each new one. */
const NAMES = 300;
const IN_FLIGHT = 256;
/** The names repeat, because the C library keeps every string. */
const VALUES = [40, 400, 4000].map((length) => 'v'.repeat(length));

const [baseUrl, seconds] = process.argv.slice(2);
const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl });
const end = Date.now() + Number(seconds) * 1000;

const endings = {};
async function lane() {
  while (Date.now() < end) {
    const ending = await client.getStats({}, { maxRetries: 0 }).then(
      () => 'ok',
      (error) => error.code,
    );
    endings[ending] = (endings[ending] ?? 0) + 1;
  }
}
const lanes = Array.from({ length: IN_FLIGHT }, lane);

while (Date.now() < end) {
  for (let at = 0; at < NAMES; at++) {
    process.env[`BAXVERIFY_GROWN_${at}`] = VALUES[at % VALUES.length];
    if (at % 50 === 0) await setImmediate();
  }
  for (let at = 0; at < NAMES; at++) {
    delete process.env[`BAXVERIFY_GROWN_${at}`];
    if (at % 50 === 0) await setImmediate();
  }
}
await Promise.all(lanes);
console.log(JSON.stringify(endings));
