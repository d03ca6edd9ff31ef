import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { answerWith, refuseWith } from './support/service.mjs';
import { setStage } from './support/stage.mjs';
import { newPhone, suite } from './support/suite.mjs';

const REFUSED = /Verify a new code/;
const LATER = /Try again/;
const WAIT = /Wait a little/;
const OWNER = /not available at the moment/;

/** What clients see: HTTP status, code of Parse.Error, and message. */
const documented = {
  BAXVERIFY_TOKEN_INVALID: [401, 404, 101, REFUSED],
  BAXVERIFY_TOKEN_CONSUMED: [401, 404, 101, REFUSED],
  BAXVERIFY_OTP_EXPIRED: [400, 404, 101, REFUSED],
  BAXVERIFY_OTP_INVALID: [400, 404, 101, REFUSED],
  BAXVERIFY_INVALID_PHONE: [400, 404, 101, REFUSED],
  BAXVERIFY_RATE_LIMIT: [429, 400, 155, WAIT],
  BAXVERIFY_OTP_MAX_ATTEMPTS: [429, 400, 155, WAIT],
  BAXVERIFY_SMS_SEND_FAILED: [400, 400, 100, LATER],
  BAXVERIFY_FEATURE_DISABLED: [403, 400, 252, OWNER],
  BAXVERIFY_PLAN_NOT_INCLUDED: [403, 400, 252, OWNER],
  BAXVERIFY_API_KEY_SCOPE: [403, 400, 252, OWNER],
  BAXVERIFY_SENDER_NOT_CONFIGURED: [400, 400, 252, OWNER],
  BAXVERIFY_INSUFFICIENT_CREDITS: [400, 400, 252, OWNER],
  BAXVERIFY_VERIFY_FEE_CREDITS: [400, 400, 252, OWNER],
  BAXVERIFY_NO_SUBSCRIPTION: [400, 400, 252, OWNER],
  BAXVERIFY_PROJECT_INACTIVE: [403, 400, 252, OWNER],
  BAXVERIFY_PROJECT_HEADER_REQUIRED: [400, 400, 252, OWNER],
  BAXVERIFY_API_KEY_PROJECT_MISMATCH: [403, 400, 252, OWNER],
  BAXVERIFY_OF_TOMORROW: [409, 400, 252, OWNER],
};

describe('failures', { timeout: 120_000 }, () => {
  const t = suite();
  let database;
  let service;
  let server;
  before(async () => {
    ({ database, service, server } = await setStage(t, {
      options: { timeout: 700, purposes: ['LOGIN', 'SIGNUP'] },
    }));
  });
  afterEach(() => service.front.pass());

  /** Tries to log in, and checks that it fails as expected and changes nothing. */
  async function fails(authData, [status, code, words], how = server.logIn) {
    const before = [await database.users(), await database.sessions()];
    const logged = server.log().length;
    const answer = await how(authData);
    assert.deepEqual([answer.status, answer.body.code], [status, code], answer.body.error);
    assert.match(answer.body.error, words);
    assert.doesNotMatch(answer.body.error, /proj_|http|dashboard|BAXVERIFY_|bax_|\d{4}/);
    assert.deepEqual(Object.keys(answer.body).sort(), ['code', 'error']);
    assert.deepEqual([await database.users(), await database.sessions()], before);
    const log = server.log().slice(logged);
    assert.ok(!log.includes(authData.token), log);
    assert.ok(!log.includes(service.emulator.apiKey), log);
    assert.ok(!log.includes(authData.id), log);
    return log;
  }

  for (const [code, [sent, status, parseCode, words]] of Object.entries(documented)) {
    test(`${code} becomes code ${parseCode}`, async () => {
      const proof = await service.prove(newPhone());
      service.front.all(refuseWith(code, sent));
      const log = await fails(proof, [status, parseCode, words]);
      assert.match(log, new RegExp(code));
      assert.match(log, /https:\/\/dashboard\.example/);
      service.front.pass();
      assert.equal((await server.logIn(proof)).status, 201, 'the proof is as good as before');
    });
  }

  test('a spent, expired or altered proof, and a proof of another phone, are refused', async () => {
    const spent = await service.prove(newPhone());
    assert.equal((await server.logIn(spent)).status, 201);
    assert.match(await fails(spent, [404, 101, REFUSED]), /BAXVERIFY_TOKEN_CONSUMED/);

    const { id, token } = await service.prove(newPhone());
    const [head, body, signature] = token.split('.');
    for (const altered of [
      `${head}.${body}.${signature.slice(1)}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      // {"alg":"none","typ":"JWT"}
      `eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.${body}.`,
      'not-a-jwt',
    ]) {
      await fails({ id, token: altered }, [404, 101, REFUSED]);
    }

    const foreign = await service.prove(newPhone());
    const log = await fails({ id, token: foreign.token }, [404, 101, REFUSED]);
    assert.match(log, /belongs to another phone number/);

    const old = await service.prove(newPhone());
    service.emulator.advance({ seconds: 901 });
    await fails(old, [404, 101, REFUSED]);
  });

  test('a proof for another purpose is refused', async () => {
    const proof = await service.prove(newPhone(), 'RESET');
    assert.match(await fails(proof, [404, 101, REFUSED]), /another purpose/);
    assert.equal((await server.logIn(await service.prove(newPhone(), 'SIGNUP'))).status, 201);
  });

  test('an answer that does not prove the phone is refused', async () => {
    const { id, token } = await service.prove(newPhone());
    const good = {
      valid: true,
      phone: id,
      projectId: service.emulator.projectId,
      purpose: 'LOGIN',
      requestId: 'r',
      expiresAt: '2040-01-01T00:00:00.000Z',
      issuedAt: '2020-01-01T00:00:00.000Z',
    };
    for (const [change, words] of [
      [{ valid: false }, /does not confirm the proof/],
      [{ projectId: 'proj_other' }, /another project/],
      [{ phone: newPhone() }, /another phone/],
      [{ phone: `${id} ` }, /another phone/],
      [{ purpose: undefined }, /another purpose/],
    ]) {
      service.front.next(answerWith({ ...good, ...change }));
      assert.match(await fails({ id, token }, [404, 101, REFUSED]), words);
    }
    // The unchanged response must be accepted. Otherwise the test would prove nothing.
    service.front.next(answerWith(good));
    assert.equal((await server.logIn({ id, token })).status, 201);
  });

  test('a response of another shape is a failure of the service, not of the proof', async () => {
    const { id, token } = await service.prove(newPhone());
    const good = { valid: true, phone: id, projectId: service.emulator.projectId };
    for (const answer of [
      [],
      'valid',
      true,
      null,
      {},
      { ...good, valid: 'true' },
      { ...good, valid: 1 },
      { ...good, phone: [id] },
      { ...good, phone: null },
      { ...good, projectId: undefined },
    ]) {
      service.front.next(answerWith(answer));
      const { status, body } = await server.logIn({ id, token });
      assert.ok([100, 101].includes(body.code), `${JSON.stringify(answer)}: ${status}`);
    }
  });

  test('a service that is down or fails can be tried again with the same proof', async () => {
    const proof = await service.prove(newPhone());
    const page = (status) => (_request, response) => response.writeHead(status).end('<html>');
    for (const [handler, words] of [
      [page(502), /502/],
      [page(503), /503/],
      [(request) => request.socket.destroy(), /./],
    ]) {
      service.front.all(handler);
      assert.match(await fails(proof, [400, 100, LATER]), words);
    }
    service.front.all(page(404));
    await fails(proof, [400, 252, OWNER]);
    service.front.pass();
    assert.equal((await server.logIn(proof)).status, 201);
  });

  test('a slow service ends in time, and is distinguished from an invalid proof', async () => {
    const proof = await service.prove(newPhone());
    service.front.all(() => {});
    const began = Date.now();
    await fails(proof, [400, 124, LATER]);
    const took = Date.now() - began;
    assert.ok(took > 600 && took < 5000, `${took} ms`);
    service.front.pass();
    assert.equal((await server.logIn(proof)).status, 201);
  });

  test('a proof that was spent by a validation without an answer cannot be used again', async () => {
    const proof = await service.prove(newPhone());
    service.front.next(async (_request, response, forward) => {
      response.writeHead = () => response.destroy();
      response.end = () => {};
      await forward();
    });
    await fails(proof, [400, 100, LATER]);
    await fails(proof, [404, 101, REFUSED]);
  });

  test('an invalid proof in an update is not reported as an invalid session', async () => {
    const user = await server.signUp('updater');
    const update = (authData) =>
      server.update(user.objectId, authData, { session: user.sessionToken });
    await fails({ id: newPhone(), token: 'a.b.c' }, [400, 251, REFUSED], update);
    service.front.all(refuseWith('BAXVERIFY_RATE_LIMIT', 429));
    await fails({ id: newPhone(), token: 'a.b.c' }, [400, 155, WAIT], update);
  });

  test('an unavailable service is distinguished from an invalid proof', async () => {
    const proof = await service.prove(newPhone());
    await service.front.stop();
    const log = await fails(proof, [400, 100, LATER]);
    assert.match(log, /BAXVERIFY_NETWORK_ERROR/);
  });
});
