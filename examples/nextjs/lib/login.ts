import { baxverify } from './baxverify';
import { limitProof, limitSend, limitVerify } from './limits';
import { Refused } from './refused';
import { beginSession } from './session';
import { settings } from './settings';
import { findOrCreateUser, type User } from './users';

/** Returns the same result whether or not the number has an account. */
export async function sendCode(phone: string, headers: Headers) {
  const { phonePrefixes } = settings();
  if (phonePrefixes.length > 0 && !phonePrefixes.some((prefix) => phone.startsWith(prefix)))
    throw new Refused(400, 'country_not_served');
  await limitSend(phone, headers);
  const { expiresInSeconds } = await baxverify().sendOtp({ phone, purpose: 'LOGIN' });
  return { expiresInSeconds };
}

export async function logInByCode(phone: string, code: string, headers: Headers): Promise<User> {
  await limitVerify(phone, headers);
  const { accessToken } = await baxverify().verifyOtp({ phone, code });
  return logIn(accessToken);
}

/** Logs in with a proof from elsewhere, such as a mobile app. A proof is good for one login. */
export async function logInByProof(token: string, headers: Headers): Promise<User> {
  await limitProof(headers);
  return logIn(token);
}

/** Uses the number in the validated proof, never a number from the request. */
async function logIn(token: string): Promise<User> {
  const proof = await baxverify().validateVerificationToken({ token });
  const ours = proof.projectId === process.env.BAXCLOUD_PROJECT_ID;
  if (!proof.valid || !ours || proof.purpose !== 'LOGIN') throw new Refused(401, 'proof_refused');
  const user = await findOrCreateUser(proof.phone);
  await beginSession(user);
  return user;
}
