import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setStage } from './support/stage.mjs';
import { newPhone, suite } from './support/suite.mjs';

describe('a phone', { timeout: 60_000 }, () => {
  const t = suite();
  let database;
  let service;
  let server;
  before(async () => {
    ({ database, service, server } = await setStage(t));
  });
  const owner = async (phone) =>
    database.rows(`SELECT * FROM "_User" WHERE "authData"->'baxverify'->>'id' = $1`, [phone]);

  test('signs up a new user and logs in the same one later', async () => {
    const phone = newPhone();
    const first = await server.logIn(await service.prove(phone));
    assert.equal(first.status, 201, JSON.stringify(first.body));
    console.log(first.body, service.front.taken());
    const second = await server.logIn(await service.prove(phone));
    assert.equal(second.status, 200);
    console.log(second.body, await owner(phone), service.front.taken());
    console.log(server.log());
  });
});
