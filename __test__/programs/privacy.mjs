// Makes all kinds of calls with a client in debug mode, and prints everything that a program could
// log.
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { renderings, SECRETS } from '../support/canaries.mjs';

const [, , baseUrl, rounds] = process.argv;
const { apiKey, phone, code, token } = SECRETS;
const options = { projectId: 'p', apiKey, baseUrl, debug: true, timeout: 400, maxRetries: 0 };
const client = new BaxCloudVerifyClient(options);

const print = (value) => {
  for (const text of renderings(value)) console.log(text);
};

for (const phase of ['start', 'end', 'error']) {
  subscribe(`tracing:baxverify:request:${phase}`, (context) =>
    print({ ...context, traced: phase }),
  );
}

print(client);
console.log('%s %o %O %j %d', client, client, client, client, client);
console.log(
  `${client}`,
  Object.getOwnPropertyNames(client),
  inspect(BaxCloudVerifyClient, true, 9),
);

let failures = 0;
for (let round = 0; round < Number(rounds); round++) {
  for (const call of [
    () => client.sendOtp({ phone, purpose: 'LOGIN' }),
    () => client.verifyOtp({ phone, code }),
    () => client.validateVerificationToken({ token }),
    () => client.listLogs({ phone }),
    () => client.getStats(),
  ]) {
    await call().catch((error) => {
      failures++;
      print(error);
      console.log('%s %o %O %j', error, error, error, error);
      console.error(error);
    });
  }
}

// Secrets in the wrong places.
for (const call of [
  () => new BaxCloudVerifyClient({ ...options, projectId: [apiKey] }),
  () => new BaxCloudVerifyClient({ ...options, apiKey: `${apiKey}\n` }),
  () => new BaxCloudVerifyClient({ ...options, apiKey: { apiKey } }),
  () => new BaxCloudVerifyClient({ ...options, baseUrl: `http://${apiKey}.com` }),
  () => new BaxCloudVerifyClient({ ...options, baseUrl: `https://user:${apiKey}@localhost` }),
  () => new BaxCloudVerifyClient({ ...options, timeout: apiKey }),
  () => client.verifyOtp({ phone: [phone], code }),
  () => client.verifyOtp({ phone, code: Number(code) }),
  () => client.validateVerificationToken(token),
  () => client.validateVerificationToken({ token, consume: token }),
  () => client.getStats({ days: phone }),
  () => client.getStats({}, token),
  () => BaxCloudVerifyClient.externalAuthFromVerifyResult({ phone, accessToken: { token } }),
]) {
  try {
    await call();
  } catch (error) {
    failures++;
    print(error);
  }
}
writeSync(2, `failures: ${failures}\n`);
