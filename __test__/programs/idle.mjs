// Makes calls and then has nothing left to do. Prints the time, so that the parent can measure the
// time until its exit.
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const [, , baseUrl, calls] = process.argv;
const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl, maxRetries: 0 });
const { signal } = new AbortController();
for (let call = 0; call < Number(calls); call++) {
  await client.getStats({}, { signal }).catch(() => {});
}
process.on('exit', () => console.log(`exit ${Date.now()}`));
console.log(`idle ${Date.now()}`);
