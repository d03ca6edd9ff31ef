// The three ways into a login. Each call of the client runs to its end or its deadline even if the browser
// has gone: an aborted send may still deliver, and whoever reloads the page would pay for a second SMS; an
// aborted verification may have used up the code.

import { proofRefused } from './errors.js';

export function createLogin({ client, projectId }) {
  /** The phone number that a proof stands for. Spends the proof. */
  async function phoneOf(token) {
    const proof = await client.validateVerificationToken({ token });
    // A proof of another project, or one for another purpose such as a change of number, logs nobody in.
    const fits = proof.valid && proof.projectId === projectId && proof.purpose === 'LOGIN';
    if (!fits) throw proofRefused();
    return proof.phone;
  }

  return {
    phoneOf,
    send: (phone) => client.sendOtp({ phone, purpose: 'LOGIN' }),
    async verify(phone, code) {
      const { accessToken } = await client.verifyOtp({ phone, code });
      return phoneOf(accessToken);
    },
  };
}
