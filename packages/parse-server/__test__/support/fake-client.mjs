import { inspect } from 'node:util';
import { requireThere } from './packages.mjs';

const { createBaxVerifyAdapter } = requireThere('@baxcloud/parse-server-baxverify');
const { BaxVerifyError } = requireThere('@baxcloud/baxverify');

/** A client that notes what it is asked, and vouches for one phone or throws what it is given. */
export function fakeClient(phone, answer = {}) {
  const asked = [];
  return {
    asked,
    toJSON: () => ({ projectId: 'proj' }),
    validateVerificationToken: async (request) => {
      asked.push(request);
      if (answer instanceof Error) throw answer;
      return { valid: true, phone, projectId: 'proj', purpose: 'LOGIN', ...answer };
    },
  };
}

/** Like that, but throws anything. */
export function throwingClient(error) {
  const client = fakeClient('');
  client.validateVerificationToken = async () => {
    throw error;
  };
  return client;
}

/** A request whose log keeps what is written. */
export function notingLog() {
  const lines = [];
  const note = (...parts) => lines.push(inspect(parts, { depth: 9 }));
  return { lines, request: { log: { error: note, warn: note } } };
}

/** What a login ends with, and what was logged. */
export async function logIn(options, authData) {
  const { lines, request } = notingLog();
  const adapter = createBaxVerifyAdapter(options);
  try {
    return { saved: await adapter.validateAuthData(authData, {}, request), log: lines.join('\n') };
  } catch (error) {
    return { error, log: lines.join('\n') };
  }
}

/** An error of the service, for the owner alone. */
export function saying(message, details = {}) {
  return new BaxVerifyError({
    code: 'BAXVERIFY_INSUFFICIENT_CREDITS',
    message,
    details,
    statusCode: 400,
    outcome: 'rejected',
  });
}
