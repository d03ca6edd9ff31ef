// Sets a proxy after a call to this machine, and another proxy after a call through the first.
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const [loopback, first, second] = process.argv.slice(2);

async function call(baseUrl) {
  const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl });
  const answered = client.getStats({}, { maxRetries: 0 });
  return answered.then(
    () => 'ok',
    (error) => error.message,
  );
}

const endings = [await call(loopback)];
process.env.HTTPS_PROXY = first;
endings.push(await call('https://one.example.test'));
process.env.HTTPS_PROXY = second;
endings.push(await call('https://two.example.test'));
console.log(JSON.stringify(endings));
