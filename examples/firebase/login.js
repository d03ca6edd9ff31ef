// From a phone number to a user of Firebase. Each call of the client runs to its end or its deadline even if the
// app has gone: an aborted send may still deliver, and whoever tries again would pay for a second SMS; an aborted
// verification may have used up the code.

import { proofRefused } from './errors.js';

export function createLogin({ client, projectId, auth }) {
  /** The phone number that a proof stands for. Spends the proof. */
  async function phoneOf(token) {
    const proof = await client.validateVerificationToken({ token });
    // A proof of another project, or one for another purpose such as a change of number, logs nobody in.
    const fits = proof.valid && proof.projectId === projectId && proof.purpose === 'LOGIN';
    if (!fits) throw proofRefused();
    return proof.phone;
  }

  /**
   * What the app calls `signInWithCustomToken` with, within an hour. Firebase creates the user at the first
   * sign-in. Do your users have phone numbers there already? Then take the uid of `auth.getUserByPhoneNumber`.
   */
  const customToken = (phone) => auth.createCustomToken(`phone:${phone}`, { phone });

  return {
    send: (phone) => client.sendOtp({ phone, purpose: 'LOGIN' }),
    async byCode(phone, code) {
      const { accessToken } = await client.verifyOtp({ phone, code });
      return customToken(await phoneOf(accessToken));
    },
    byProof: async (token) => customToken(await phoneOf(token)),
  };
}
