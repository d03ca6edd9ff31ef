import { startEmulator } from '../../index.mjs';

export const PHONE = '+4366412345678';
export const OTHER_PHONE = '+4366487654321';

/** An emulator that stops with the test, and functions for its calls. */
export async function emulate(t, options) {
  const emulator = await startEmulator(options);
  t.after(() => emulator.stop());
  return { emulator, ...clientOf(emulator) };
}

export function clientOf({ url, projectId, apiKey }) {
  const defaults = { authorization: `Bearer ${apiKey}`, 'x-project-id': projectId };
  const call = async (method, path, { body, headers = defaults } = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url + path, { method, headers, body: text });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return {
    call,
    send: (body) => call('POST', '/auth/sms/send', { body }),
    verify: (body) => call('POST', '/auth/sms/verify', { body }),
    validate: (body) => call('POST', '/auth/sms/validate-token', { body }),
    stats: (query = '') => call('GET', `/auth/sms/stats${query}`),
    logs: (query = '') => call('GET', `/auth/sms/logs${query}`),
  };
}

/** A code of the same length that is not this one. */
export const wrong = (code) => (code[0] === '0' ? '1' : '0') + code.slice(1);

/** Sends and verifies a code, and returns the proof. */
export async function prove({ emulator, send, verify }, phone = PHONE) {
  await send({ phone, purpose: 'LOGIN' });
  const { body } = await verify({ phone, code: emulator.codeFor(phone) });
  return body.accessToken;
}
