// Completes one call, then leaves some calls in flight and reports it.
import { parentPort, workerData } from 'node:worker_threads';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const { baseUrl, inFlight } = workerData;
const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl, maxRetries: 0 });
const stats = await client.getStats();
for (let call = 0; call < inFlight; call++) {
  client.sendOtp({ phone: `+43${call}` }).catch(() => {});
}
parentPort.postMessage({ stats });
