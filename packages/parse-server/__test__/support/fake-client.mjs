import { inspect } from 'node:util';
import { requireThere } from './packages.mjs';

const { createBaxVerifyAdapter } = requireThere('@baxcloud/parse-server-baxverify');
const { BaxVerifyError } = requireThere('@baxcloud/baxverify');

/** A client that records its calls, and confirms one phone number or throws the given error. */
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

/** The same, but throws any value. */
export function throwingClient(error) {
  const client = fakeClient('');
  client.validateVerificationToken = async () => {
    throw error;
  };
  return client;
}

/** A request with a log that keeps its lines. */
export function notingLog() {
  const lines = [];
  const note = (...parts) => lines.push(inspect(parts, { depth: 9 }));
  return { lines, request: { log: { error: note, warn: note } } };
}

/** Returns the result of a login, and its log. */
export async function logIn(options, authData) {
  const { lines, request } = notingLog();
  const adapter = createBaxVerifyAdapter(options);
  try {
    return { saved: await adapter.validateAuthData(authData, {}, request), log: lines.join('\n') };
  } catch (error) {
    return { error, log: lines.join('\n') };
  }
}

/** An error of the service that only the owner may see. */
export function saying(message, details = {}) {
  return new BaxVerifyError({
    code: 'BAXVERIFY_INSUFFICIENT_CREDITS',
    message,
    details,
    statusCode: 400,
    outcome: 'rejected',
  });
}
