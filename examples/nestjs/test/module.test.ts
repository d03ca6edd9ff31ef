import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BaxVerifyError, type BaxVerifyErrorCode } from '@baxcloud/baxverify';
import { Test } from '@nestjs/testing';
import { AppModule } from '../src/app.module.js';
import { settings, startApp } from './app.js';

const phone = '+4366412345678';

test('a missing key stops the app at its start', async () => {
  const baxverify = { ...settings.baxverify, apiKey: '' };
  const build = Test.createTestingModule({
    imports: [AppModule.forRoot({ ...settings, baxverify })],
  }).compile();
  await assert.rejects(build, { code: 'BAXVERIFY_INVALID_ARGUMENT' });
});

test('the whole app with another client in place of the real one', async () => {
  const sent: unknown[] = [];
  const app = await startApp(settings, {
    toJSON: () => ({ projectId: 'proj_test' }) as never,
    sendOtp: async (request) => {
      sent.push(request);
      return { expiresInSeconds: 60 };
    },
    verifyOtp: async () => {
      throw new BaxVerifyError({
        // The service may add codes that the types do not list.
        code: 'BAXVERIFY_OF_TOMORROW' as BaxVerifyErrorCode,
        message: 'told to the owner',
        outcome: 'rejected',
        details: { helpUrl: 'https://owner.example/' },
      });
    },
    validateVerificationToken: async () => assert.fail('there is no proof'),
  });
  const { json } = await app.post('/login/send', { phone });
  assert.deepEqual(json, { phone, expiresInSeconds: 60, resendAfterSeconds: 30 });
  assert.deepEqual(sent, [{ phone, purpose: 'LOGIN' }]);

  const answer = await app.post('/login/verify', { phone, code: '123456' });
  assert.deepEqual([answer.status, answer.json.error], [503, 'unavailable']);
  assert.doesNotMatch(answer.text, /TOMORROW|owner/);
  assert.match(app.log(), /BAXVERIFY_OF_TOMORROW.*https:\/\/owner\.example/s);
});
