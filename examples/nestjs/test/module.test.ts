import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { BaxVerifyModule } from '../src/baxverify/baxverify.module.js';
import { LoginService } from '../src/login/login.service.js';
import { SETTINGS } from '../src/settings.js';
import { UsersService } from '../src/users/users.service.js';
import { settings, startApp } from './app.js';

const options = settings.baxverify;
const proof = {
  valid: true,
  phone: '+4366412345678',
  projectId: 'proj_test',
  purpose: 'LOGIN',
  requestId: 'req_1',
  expiresAt: '2030-01-01T00:15:00.000Z',
  issuedAt: '2030-01-01T00:00:00.000Z',
};

test('forRoot gives every module the same client', async () => {
  const same = (client: BaxCloudVerifyClient) => client;
  @Module({ providers: [{ provide: 'ONE', inject: [BaxCloudVerifyClient], useFactory: same }] })
  class One {}
  @Module({ providers: [{ provide: 'TWO', inject: [BaxCloudVerifyClient], useFactory: same }] })
  class Two {}
  const module = await Test.createTestingModule({
    imports: [BaxVerifyModule.forRoot(options), One, Two],
  }).compile();
  const client = module.get('ONE', { strict: false });
  assert.ok(client instanceof BaxCloudVerifyClient);
  assert.equal(client, module.get('TWO', { strict: false }));
  assert.equal(client.toJSON().projectId, 'proj_test');
});

test('forRootAsync takes what its factory is injected with', async () => {
  @Module({ providers: [{ provide: 'KEY', useValue: 'bax_sk_test' }], exports: ['KEY'] })
  class Keys {}
  const module = await Test.createTestingModule({
    imports: [
      BaxVerifyModule.forRootAsync({
        imports: [Keys],
        inject: ['KEY'],
        useFactory: async (apiKey: string) => ({ ...options, apiKey, timeout: 1234 }),
      }),
    ],
  }).compile();
  assert.equal(module.get(BaxCloudVerifyClient).toJSON().timeout, 1234);
});

test('isGlobal: false keeps the client to those that import the module', async () => {
  @Module({ providers: [{ provide: 'X', inject: [BaxCloudVerifyClient], useFactory: Object }] })
  class Elsewhere {}
  const compile = (isGlobal: boolean) =>
    Test.createTestingModule({
      imports: [BaxVerifyModule.forRoot({ ...options, isGlobal }), Elsewhere],
    }).compile();
  await compile(true);
  await assert.rejects(compile(false), /BaxCloudVerifyClient/);
});

test('a missing key stops the app at its start', async () => {
  const build = Test.createTestingModule({
    imports: [BaxVerifyModule.forRoot({ ...options, apiKey: undefined })],
  }).compile();
  await assert.rejects(build, { code: 'BAXVERIFY_INVALID_ARGUMENT' });
});

test('a service by itself, with a client that is made up', async () => {
  const answers = [
    proof,
    { ...proof, valid: false },
    { ...proof, projectId: 'proj_other' },
    { ...proof, purpose: 'PAYMENT' },
  ];
  const module = await Test.createTestingModule({
    providers: [
      LoginService,
      UsersService,
      { provide: SETTINGS, useValue: settings },
      {
        provide: BaxCloudVerifyClient,
        useValue: { validateVerificationToken: async () => answers.shift() },
      },
    ],
  }).compile();
  const login = module.get(LoginService);
  assert.equal((await login.byProof('t')).phone, proof.phone);
  for (let n = 0; n < 3; n += 1) await assert.rejects(login.byProof('t'), { status: 401 });
});

test('the whole app with another client in place of the real one', async () => {
  const sent: unknown[] = [];
  const app = await startApp(settings, {
    sendOtp: async (request) => {
      sent.push(request);
      return { expiresInSeconds: 60 };
    },
    verifyOtp: async () => {
      throw new BaxVerifyError({
        code: 'BAXVERIFY_OF_TOMORROW',
        message: 'told to the owner',
        outcome: 'rejected',
        details: { helpUrl: 'https://owner.example/' },
      });
    },
  });
  const { json } = await app.post('/login/send', { phone: proof.phone });
  assert.deepEqual(json, { expiresInSeconds: 60 });
  assert.deepEqual(sent, [{ phone: proof.phone, purpose: 'LOGIN' }]);

  const answer = await app.post('/login/verify', { phone: proof.phone, code: '123456' });
  assert.deepEqual([answer.status, answer.json.error], [503, 'unavailable']);
  assert.doesNotMatch(answer.text, /TOMORROW|owner/);
  assert.match(app.log(), /BAXVERIFY_OF_TOMORROW.*https:\/\/owner\.example/);
});
