// Reports how a call with a far too large response ends, and how much this process grew.
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const [, , baseUrl] = process.argv;
const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl, timeout: 20_000 });
const before = process.resourceUsage().maxRSS;
const began = Date.now();
const error = await client.sendOtp({ phone: '+431' }).catch((reason) => reason);
console.log(
  JSON.stringify({
    error,
    elapsed: Date.now() - began,
    // In kilobytes, unlike most of Node.js.
    grownBy: (process.resourceUsage().maxRSS - before) * 1024,
  }),
);
