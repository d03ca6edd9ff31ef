import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { settings } from './settings';

/** A token of one kind is not valid as another kind. */
export type Kind = 'session' | 'login';

export function sign(kind: Kind, claims: JWTPayload, seconds: number): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(kind)
    .setExpirationTime(`${seconds}s`)
    .sign(settings().sessionSecret);
}

export async function read(kind: Kind, token: string): Promise<JWTPayload | undefined> {
  const options = { algorithms: ['HS256'], audience: kind };
  const result = await jwtVerify(token, settings().sessionSecret, options).catch(() => undefined);
  return result?.payload;
}
