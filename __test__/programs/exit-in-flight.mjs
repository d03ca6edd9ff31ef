// Ends with many calls in flight, in the way that its argument names.
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const [, , baseUrl, way, delay] = process.argv;
const client = new BaxCloudVerifyClient({
  projectId: 'p',
  apiKey: 'k',
  baseUrl,
  debug: true,
  maxRetries: 10,
});
console.debug = () => {};
for (let call = 0; call < 100; call++) {
  client.sendOtp({ phone: `+43${call}` }).catch(() => console.log('settled'));
  client.listLogs({ page: call + 1 }).catch(() => console.log('settled'));
}
setTimeout(() => {
  if (way === 'exit') process.exit(0);
  if (way === 'throw') throw new Error('on purpose');
  process.kill(process.pid, 'SIGTERM');
}, Number(delay));
