import assert from 'node:assert/strict';
import { setStage } from './stage.mjs';
import { newPhone } from './suite.mjs';

/**
 * A stage with two users. The attacker knows the phone number and id of the victim. Mallory has
 * logged in by name and has no phone number.
 */
export async function setAttack(t) {
  const { database, service, server } = await setStage(t);
  const phone = newPhone();
  const { body } = await server.logIn(await service.prove(phone));
  const victim = { phone, id: body.objectId, session: body.sessionToken };
  const { objectId, sessionToken } = await server.signUp('mallory');
  const mallory = { id: objectId, session: sessionToken };
  const malloryPhone = newPhone();

  /** Makes requests. None of them may change an account or open a session. */
  async function gainsNothing(requests) {
    const before = [await database.users(), await database.sessions()];
    for (const [name, request] of Object.entries(requests)) {
      const { status, body } = await request();
      const text = `${name}: ${status} ${JSON.stringify(body).slice(0, 300)}`;
      assert.ok(status >= 400, text);
      assert.ok(!JSON.stringify(body).includes('sessionToken'), text);
      assert.ok(!JSON.stringify(body).includes(victim.session), text);
      assert.deepEqual([await database.users(), await database.sessions()], before, text);
    }
  }

  const whole = (body, options) => () => server.call('POST', '/users', { body, ...options });
  const provider = (authData, options) => whole({ authData: { baxverify: authData } }, options);
  /** A fresh proof for the attacker's own phone number. */
  const own = () => service.prove(malloryPhone);
  return { database, service, server, victim, mallory, own, gainsNothing, whole, provider };
}
