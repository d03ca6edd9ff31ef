// The three ways to log in. A call of the client continues when the browser disconnects. An aborted
// send may still deliver, and a user who reloads the page would cost a second SMS. An aborted
// verification may have used the code.

import { proofRefused } from './errors.js';

export function createLogin({ client, projectId }) {
  /** Returns the phone number of a proof, and consumes the proof. */
  async function phoneOf(token) {
    const proof = await client.validateVerificationToken({ token });
    // A proof of another project or for another purpose, such as a change of number, is not a
    // login.
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
