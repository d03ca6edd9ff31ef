import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createPhoneLogin, createSendGuard, PhoneLoginError } from '@baxcloud/baxverify-login';
import { headers } from 'next/headers';
import { keep } from './keep';
import { beginSession } from './session';
import { settings } from './settings';
import { findOrCreateUser, type User } from './users';

/** Created on first use, because `next build` has no key. */
export const phoneLogin = () =>
  keep('login', () => {
    const { countries, timeout } = settings();
    const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
    return createPhoneLogin({
      client: new BaxCloudVerifyClient({ projectId, apiKey }),
      guard: createSendGuard({ countries: { allow: countries } }),
      timeout,
    });
  });

export async function logIn(phone: string): Promise<User> {
  const user = await findOrCreateUser(phone);
  await beginSession(user);
  return user;
}

/** For server actions. Returns the number in E.164. */
export async function sendCode(typed: unknown): Promise<string> {
  const { phone } = await phoneLogin().send({ phone: String(typed), ip: await clientAddress() });
  return phone;
}

/** For server actions. */
export async function logInByCode(phone: string, typed: unknown) {
  const code = String(typed);
  await logIn((await phoneLogin().verify({ phone, code, ip: await clientAddress() })).phone);
}

/** As our outermost proxy saw it. Clients can write the entries before that one. */
async function clientAddress(): Promise<string> {
  const chain = (await headers()).get('x-forwarded-for')?.split(',') ?? [];
  return chain.at(-settings().trustedProxies)?.trim() || 'unknown';
}

/** What a page may say of an error. The cause is for the log. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof PhoneLoginError)) throw error;
  if (error.status >= 500) console.error(error.reason, error.cause);
  return error.reason;
}
