// Uses all file descriptors of the process, and makes a call. Then frees them, and makes another.
import { closeSync, openSync } from 'node:fs';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const [baseUrl] = process.argv.slice(2);
const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl });
const call = () => {
  return client.getStats({}, { maxRetries: 0 }).then(
    () => 'ok',
    ({ code, outcome, retryable, message, cause }) => ({
      code,
      outcome,
      retryable,
      message,
      cause: cause?.message,
    }),
  );
};

// From here on, the engine's own descriptors are open.
const endings = [await call()];
const held = [];
try {
  for (;;) held.push(openSync('/dev/null'));
} catch (error) {
  if (error.code !== 'EMFILE') throw error;
}
endings.push(await call());
for (const descriptor of held) closeSync(descriptor);
endings.push(await call());
console.log(JSON.stringify(endings));
