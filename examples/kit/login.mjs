// The steps of a login that several tests use.

import assert from 'node:assert/strict';

let last = 10_000_000;

/** A phone number that no other test uses, with its own prefix, because prefixes have a limit. */
export function newPhone() {
  last += 10_007;
  return `+43664${last}`;
}

/** Sends a code. */
export const send = (app, phone) => app.post('/login/send', { phone });

/** Sends a code and enters it. Returns the last response. */
export async function logIn(app, emulator, phone, init) {
  assert.equal((await send(app, phone)).status, 200);
  const code = await emulator.waitForCode(phone);
  return app.post('/login/verify', { phone, code }, init);
}

/** Returns the app's data of the user that a response has logged in. */
export async function me(app, { cookie }) {
  const { json } = await app.get('/me', { cookie });
  return json.user ?? json;
}
