import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';

const phone = '+4366412345678';

/** Runs one step of a login and returns what it ends with, as JSON. */
export async function step(name, { code, token, ...options }) {
  let client;
  const steps = {
    send: () => client.sendOtp({ phone, purpose: 'LOGIN' }),
    verify: () => client.verifyOtp({ phone, code }),
    validate: () => client.validateVerificationToken({ token }),
    stats: () => client.getStats(),
    abort: () => client.getStats({}, { signal: AbortSignal.timeout(200) }),
  };
  const { build } = BaxCloudVerifyClient;
  try {
    client = new BaxCloudVerifyClient({ projectId: 'proj_demo', ...options });
    return { build, value: await steps[name]() };
  } catch (error) {
    const typed = error instanceof BaxVerifyError;
    return { build, typed, error: typed ? error.toJSON() : { name: error.name } };
  }
}
