// Only a call in flight keeps this process alive.
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const [, , baseUrl, timeout, abortAfter] = process.argv;
const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl, maxRetries: 0 });
const controller = new AbortController();
client.sendOtp({ phone: '+431' }, { timeout: Number(timeout), signal: controller.signal }).then(
  (result) => console.log('resolved', JSON.stringify(result)),
  (error) => console.log('rejected', error?.code ?? error),
);
if (abortAfter) setTimeout(() => controller.abort('aborted'), Number(abortAfter));
