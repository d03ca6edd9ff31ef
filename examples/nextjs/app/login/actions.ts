'use server';

import { redirect } from 'next/navigation';
import { dropCookie, getCookie, setCookie } from '@/lib/cookie';
import { endSession } from '@/lib/session';
import { read, sign } from '@/lib/tokens';

// Imported when called. A module that imports an external package is asynchronous. With Turbopack
// in Next.js 15, the actions of such a module are not found if a form is posted without scripts.
const login = () => import('@/lib/login');

const MINUTES_FOR_CODE = 10;

/** A cookie carries the number from the first form to the second. A URL would end up in logs. */
export async function sendLoginCode(form: FormData) {
  const reason = await refused(async () => {
    const phone = await (await login()).sendCode(form.get('phone'));
    const seconds = MINUTES_FOR_CODE * 60;
    await setCookie('login', await sign('login', { sub: phone }, seconds), seconds);
  });
  redirect(reason ? `/login?error=${reason}` : '/login?step=code');
}

export async function checkLoginCode(form: FormData) {
  const begun = await read('login', (await getCookie('login')) ?? '');
  const phone = begun?.sub;
  if (!phone) redirect('/login?error=code_expired');
  const reason = await refused(async () => {
    await (await login()).logInByCode(phone, form.get('code'));
    await dropCookie('login');
  });
  redirect(reason ? `/login?step=code&error=${reason}` : '/');
}

export async function logOut() {
  await endSession();
  redirect('/login');
}

async function refused(attempt: () => Promise<void>): Promise<string | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    return (await login()).reasonOf(error);
  }
}
