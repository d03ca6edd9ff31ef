import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { createDatabase } from './support/database.mjs';
import { fakeClient, notingLog } from './support/fake-client.mjs';
import { requireOfParseServer, requireThere } from './support/packages.mjs';
import { startParseServer } from './support/server.mjs';
import { startService } from './support/service.mjs';
import { newPhone, suite } from './support/suite.mjs';

const byName = requireThere('@baxcloud/parse-server-baxverify');
const { createBaxVerifyAdapter } = byName;
const { BaxCloudVerifyClient } = requireThere('@baxcloud/baxverify');
const { loadAuthAdapter } = requireThere('parse-server/lib/Adapters/Auth');
const ParseError = requireOfParseServer('parse/node').Error;

const project = { projectId: 'proj', apiKey: 'bax_sk_key' };
const names = ['BAXCLOUD_PROJECT_ID', 'BAXCLOUD_API_KEY', 'BAXCLOUD_BASE_URL'];

afterEach(() => {
  for (const name of names) delete process.env[name];
});

describe('right options', () => {
  test('override the environment, which is the default', async (t) => {
    const service = await startService(t);
    Object.assign(process.env, service.emulator.env, { BAXCLOUD_BASE_URL: service.url });
    for (const options of [undefined, null, {}, { projectId: undefined, apiKey: null }]) {
      const proof = await service.prove(newPhone());
      const result = await createBaxVerifyAdapter(options).validateAuthData({ ...proof });
      assert.deepEqual(result, { save: { id: proof.id } });
    }
    const proof = await service.prove(newPhone());
    process.env.BAXCLOUD_API_KEY = 'bax_sk_wrong';
    process.env.BAXCLOUD_PROJECT_ID = 'wrong';
    process.env.BAXCLOUD_BASE_URL = 'http://127.0.0.1:9/v1';
    const { projectId, apiKey } = service.emulator;
    const adapter = createBaxVerifyAdapter({ projectId, apiKey, baseUrl: service.url });
    assert.deepEqual(await adapter.validateAuthData(proof), { save: { id: proof.id } });
  });

  test('can turn phone login off, without keys', async () => {
    const adapter = createBaxVerifyAdapter({ enabled: false });
    await assert.rejects(adapter.validateAuthData({ id: newPhone(), token: 'a' }), {
      code: ParseError.UNSUPPORTED_SERVICE,
    });
  });

  test('may point to an unreachable service; the proof is then not spent', async (t) => {
    const service = await startService(t);
    await service.front.stop();
    const adapter = createBaxVerifyAdapter({ ...project, baseUrl: service.url });
    const { lines, request } = notingLog();
    const login = adapter.validateAuthData({ id: newPhone(), token: 't' }, {}, request);
    await assert.rejects(login, { code: 100, message: /with the same proof/ });
    assert.match(lines.join(), /BAXVERIFY_NETWORK_ERROR/);
  });

  test('may contain a client', async () => {
    const phone = newPhone();
    const client = fakeClient(phone);
    const adapter = createBaxVerifyAdapter({ client });
    const authData = { id: phone, token: 'the-token' };
    assert.deepEqual(await adapter.validateAuthData(authData), { save: { id: phone } });
    assert.deepEqual(client.asked, [{ token: 'the-token', consume: true }]);
    assert.deepEqual(authData, { id: phone });
    const real = new BaxCloudVerifyClient(project);
    assert.equal(typeof createBaxVerifyAdapter({ client: real }).validateAuthData, 'function');
  });

  test('may define the form of ids; the hook gets only the phone of the proof', async () => {
    const seen = [];
    const normalizePhone = async (phone) => {
      seen.push(phone);
      return phone.slice(1);
    };
    const client = fakeClient('+436641112223');
    const adapter = createBaxVerifyAdapter({ client, normalizePhone });
    const result = await adapter.validateAuthData({ id: '436641112223', token: 't' });
    assert.deepEqual(result, { save: { id: '436641112223' } });
    for (const id of ['+436641112223', '436641112224', '436641112223 ']) {
      await assert.rejects(adapter.validateAuthData({ id, token: 't' }), { code: 101 });
    }
    assert.deepEqual(new Set(seen), new Set(['+436641112223']));
  });

  test('a failing hook refuses the login, and its message is not in the response or the log', async () => {
    const { lines, request } = notingLog();
    const phone = newPhone();
    const hooks = [
      () => {
        throw new TypeError(`bad ${phone}`);
      },
      () => undefined,
      () => '',
      () => ({ toString: () => phone }),
      () => [phone],
    ];
    for (const normalizePhone of hooks) {
      const adapter = createBaxVerifyAdapter({ client: fakeClient(phone), normalizePhone });
      const login = adapter.validateAuthData({ id: phone, token: 't' }, {}, request);
      await assert.rejects(login, (error) => {
        assert.equal(error.code, 252);
        assert.ok(!error.message.includes(phone));
        return true;
      });
    }
    assert.equal(lines.length, hooks.length);
    assert.match(lines[0], /normalizePhone failed[\s\S]*TypeError/);
    assert.ok(!lines.join().includes(phone));
  });

  test('an error of a client that is not the SDK’s is hidden', async () => {
    const { lines, request } = notingLog();
    const adapter = createBaxVerifyAdapter({ client: fakeClient('', new Error('secret words')) });
    const login = adapter.validateAuthData({ id: newPhone(), token: 't' }, {}, request);
    await assert.rejects(login, (error) => {
      assert.ok(error instanceof ParseError);
      assert.equal(error.code, 252);
      return !error.message.includes('secret words');
    });
    assert.ok(lines.length === 1 && !lines[0].includes('secret words'), lines.join());
  });
});

describe('Parse Server', { timeout: 120_000 }, () => {
  const t = suite();
  let service;
  let options;
  before(async () => {
    service = await startService(t);
    const { projectId, apiKey } = service.emulator;
    options = { projectId, apiKey, baseUrl: service.url };
  });

  const name = '@baxcloud/parse-server-baxverify';
  const forms = {
    'a name and options': () => ({ module: name, options }),
    'the export and options': () => ({ module: byName, options }),
    'the default export and options': () => ({ module: byName.default, options }),
    'the factory and options': () => ({ module: createBaxVerifyAdapter, options }),
    'an adapter': () => createBaxVerifyAdapter(options),
    'an adapter as module': () => ({ module: createBaxVerifyAdapter(options) }),
    'an adapter as class': () => ({ class: createBaxVerifyAdapter(options) }),
    'a name alone': () => name,
    'a name without options': () => ({ module: name }),
    'the factory alone': () => createBaxVerifyAdapter,
    'the export alone': () => byName,
  };
  for (const [form, make] of Object.entries(forms)) {
    test(`takes ${form}`, async () => {
      Object.assign(process.env, service.emulator.env, { BAXCLOUD_BASE_URL: service.url });
      const { adapter, providerOptions } = loadAuthAdapter('baxverify', { baxverify: make() });
      const proof = await service.prove(newPhone());
      const validate = (authData) => adapter.validateAuthData(authData, providerOptions, {});
      assert.deepEqual(await validate({ ...proof }), { save: { id: proof.id } });
      await assert.rejects(validate({ ...proof }), (error) => error instanceof ParseError);
      for (const gap of ['validateSetUp', 'validateLogin', 'validateUpdate', 'challenge']) {
        assert.equal(adapter[gap], undefined);
      }
    });
  }

  test('creates one native client per configuration, for any number of calls', async () => {
    const sdk = requireThere('@baxcloud/baxverify');
    let made = 0;
    sdk.BaxCloudVerifyClient = class extends BaxCloudVerifyClient {
      constructor(...args) {
        super(...args);
        made += 1;
      }
    };
    const folder = packageFolder(name);
    const own = Object.keys(requireThere.cache).filter((file) => file.startsWith(folder));
    const kept = own.map((file) => [file, requireThere.cache[file]]);
    // After it is loaded again, the adapter uses the right class.
    for (const file of own) delete requireThere.cache[file];
    let clients;
    try {
      const load = (change) =>
        loadAuthAdapter('baxverify', {
          baxverify: { module: name, options: { ...options, ...change } },
        });
      for (let n = 0; n < 100; n += 1) load({ timeout: 4321 });
      assert.equal(made, 1);
      load({ timeout: 4322 });
      load({ timeout: 4321, apiKey: 'bax_sk_other' });
      load({ timeout: 4321, projectId: 'other' });
      assert.equal(made, 4);
      clients = requireThere(`${folder}/lib/clients.js`);
    } finally {
      sdk.BaxCloudVerifyClient = BaxCloudVerifyClient;
      for (const [file, module] of kept) requireThere.cache[file] = module;
    }
    const shown = inspect([clients, byName, createBaxVerifyAdapter(options)], {
      depth: null,
      showHidden: true,
    });
    assert.ok(!shown.includes(options.apiKey));
  });

  test('with wrong options refuses logins, but reads and unlinks users', async () => {
    const database = await createDatabase(t);
    const right = await startParseServer(t, { database, auth: { module: name, options } });
    const proof = await service.prove(newPhone());
    const { body: user } = await right.logIn(proof);

    const wrong = await startParseServer(t, {
      database,
      auth: { module: name, options: { ...options, apiKey: '' } },
    });
    const session = user.sessionToken;
    const read = await wrong.call('GET', `/users/${user.objectId}`, { session });
    assert.deepEqual(read.body.authData, { baxverify: { id: proof.id } });
    assert.match(wrong.log(), /BaxVerify logins are not possible[\s\S]*apiKey must be/);
    const refused = await wrong.logIn(await service.prove(proof.id));
    assert.deepEqual(refused, {
      status: 400,
      body: { code: 252, error: 'Login by phone is not available at the moment.' },
    });
    const unlinked = await wrong.update(user.objectId, null, { session });
    assert.equal(unlinked.status, 200);
  });

  for (const [field, auth] of [
    ['purposes', { module: name, purposes: ['OTHER'] }],
    ['projectId', { module: name, projectId: 'other' }],
    ['purpose', { module: name, purpose: 'LOGIN' }],
  ]) {
    test(`with ${field} beside options logs nobody in, and says so`, async () => {
      const database = await createDatabase(t);
      const right = await startParseServer(t, { database, auth: { module: name, options } });
      const { body: user } = await right.logIn(await service.prove(newPhone()));
      const wrong = await startParseServer(t, { database, auth: { options, ...auth } });
      const session = user.sessionToken;
      const read = await wrong.call('GET', `/users/${user.objectId}`, { session });
      assert.equal(read.status, 200);
      assert.match(
        wrong.log(),
        new RegExp(`BaxVerify logins are not possible: ${field} must be`),
        'it is said before anybody tries',
      );
      service.front.taken();
      const refused = await wrong.logIn(await service.prove(newPhone()));
      assert.deepEqual([refused.status, refused.body.code], [400, 252]);
      assert.deepEqual(service.front.taken(), []);
      assert.equal((await wrong.update(user.objectId, null, { session })).status, 200);
    });
  }

  test("leaves Parse Server's own switch to Parse Server", async () => {
    const database = await createDatabase(t);
    const auth = { module: name, options, enabled: false };
    const off = await startParseServer(t, { database, auth });
    const refused = await off.logIn(await service.prove(newPhone()));
    assert.deepEqual([refused.status, refused.body.code], [400, 252]);
    assert.doesNotMatch(off.log(), /BaxVerify/);
    const on = await startParseServer(t, { database, auth: { ...auth, enabled: true } });
    assert.equal((await on.logIn(await service.prove(newPhone()))).status, 201);
  });

  test('reads keys from the environment, and can turn the provider off', async () => {
    const database = await createDatabase(t);
    const env = { ...service.emulator.env, BAXCLOUD_BASE_URL: service.url };
    const server = await startParseServer(t, { database, auth: { module: name }, env });
    assert.equal((await server.logIn(await service.prove(newPhone()))).status, 201);
    const off = await startParseServer(t, {
      database,
      auth: { module: name, options: { enabled: false } },
    });
    service.front.taken();
    const refused = await off.logIn(await service.prove(newPhone()));
    assert.deepEqual([refused.status, refused.body.code], [400, 252]);
    assert.deepEqual(service.front.taken(), []);
  });
});

function packageFolder(name) {
  return requireThere.resolve(`${name}/package.json`).replace(/[/\\]package\.json$/, '');
}
