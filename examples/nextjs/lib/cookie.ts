import { cookies } from 'next/headers';
import { settings } from './settings';

/** Browsers accept a cookie with this prefix only from this host and over HTTPS. */
const named = (name: string) => (settings().secure ? `__Host-${name}` : name);

export async function setCookie(name: string, value: string, maxAge: number) {
  const { secure } = settings();
  const options = { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge } as const;
  (await cookies()).set(named(name), value, options);
}

export async function getCookie(name: string): Promise<string | undefined> {
  return (await cookies()).get(named(name))?.value;
}

export const dropCookie = (name: string) => setCookie(name, '', 0);
