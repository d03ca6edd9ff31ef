// Reports how a call ends whose answer is far too large, and by how much this process grew meanwhile.
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
    // Kilobytes, unlike most of Node.
    grownBy: (process.resourceUsage().maxRSS - before) * 1024,
  }),
);
