import { randomUUID } from 'node:crypto';
import { dropCookie, getCookie, setCookie } from './cookie';
import { keep } from './keep';
import { read, sign } from './tokens';
import { findUser, type User } from './users';

const SECONDS = 60 * 60;

/** Revoked sessions, until they expire. With several processes, use a shared store. */
const ended = () => keep('ended', () => new Map<string, number>());

/** The cookie names the user only by id, because tokens can end up in other people's logs. */
export async function beginSession({ id }: User) {
  const token = await sign('session', { sub: id, jti: randomUUID() }, SECONDS);
  await setCookie('session', token, SECONDS);
}

export async function currentUser(): Promise<User | undefined> {
  const claims = await session();
  return claims?.sub ? findUser(claims.sub) : undefined;
}

export async function endSession() {
  const now = Date.now() / 1000;
  for (const [id, until] of ended()) if (until < now) ended().delete(id);
  const claims = await session();
  if (claims?.jti) ended().set(claims.jti, claims.exp ?? now + SECONDS);
  await dropCookie('session');
}

async function session() {
  const token = await getCookie('session');
  const claims = token ? await read('session', token) : undefined;
  return claims?.jti && !ended().has(claims.jti) ? claims : undefined;
}
