// Turns a phone number into a Firebase user. A call of the client continues when the app
// disconnects. An aborted send may still deliver, and a user who tries again would cost a second
// SMS. An aborted verification may have used the code.

import { proofRefused } from './errors.js';

export function createLogin({ client, projectId, auth }) {
  /** Returns the phone number of a proof, and consumes the proof. */
  async function phoneOf(token) {
    const proof = await client.validateVerificationToken({ token });
    // A proof of another project or for another purpose, such as a change of number, is not a
    // login.
    const fits = proof.valid && proof.projectId === projectId && proof.purpose === 'LOGIN';
    if (!fits) throw proofRefused();
    return proof.phone;
  }

  /**
   * The app passes this token to `signInWithCustomToken` within an hour. Firebase creates the user
   * at the first sign-in. If your users already have phone numbers there, use the uid of
   * `auth.getUserByPhoneNumber`.
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
