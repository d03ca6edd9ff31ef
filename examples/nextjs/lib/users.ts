import { randomUUID } from 'node:crypto';
import { keep } from './keep';

export interface User {
  id: string;
  phone: string;
}

/**
 * Takes the place of your database. Make `phone` unique there: two logins may happen at the same
 * time.
 */
const users = () => keep('users', () => new Map<string, User>());

export async function findOrCreateUser(phone: string): Promise<User> {
  const found = [...users().values()].find((user) => user.phone === phone);
  const user = found ?? { id: randomUUID(), phone };
  users().set(user.id, user);
  return user;
}

export async function findUser(id: string): Promise<User | undefined> {
  return users().get(id);
}
