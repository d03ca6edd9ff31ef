import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

export interface User {
  id: string;
  phone: string;
}

/**
 * Takes the place of your database. Make `phone` unique there: two logins may happen at the same
 * time.
 */
@Injectable()
export class UsersService {
  readonly #byId = new Map<string, User>();
  readonly #byPhone = new Map<string, User>();

  async findOrCreate(phone: string): Promise<User> {
    const user = this.#byPhone.get(phone) ?? { id: randomUUID(), phone };
    this.#byPhone.set(phone, user);
    this.#byId.set(user.id, user);
    return user;
  }

  async find(id: string): Promise<User | undefined> {
    return this.#byId.get(id);
  }
}
