import { inspect } from 'node:util';

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
