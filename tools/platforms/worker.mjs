// A worker thread of `proof.mjs`: makes one call.

import { parentPort, workerData } from 'node:worker_threads';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const call = new BaxCloudVerifyClient(workerData.options).getStats();
parentPort.postMessage('in flight');
const { verified } = await call;
parentPort.postMessage(verified >= 1 ? 'answered' : 'wrong');
