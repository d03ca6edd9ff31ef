import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { fakeClient, notingLog } from './support/fake-client.mjs';
import { requireThere } from './support/packages.mjs';
import { newPhone } from './support/suite.mjs';

const { createBaxVerifyAdapter } = requireThere('@baxcloud/parse-server-baxverify');
const { BaxVerifyError } = requireThere('@baxcloud/baxverify');

const project = { projectId: 'proj', apiKey: 'bax_sk_key' };

describe('wrong options', () => {
  const wrong = [
    ['projectId', { apiKey: 'bax_sk_key' }],
    ['projectId', { ...project, projectId: '' }],
    ['projectId', { ...project, projectId: 7 }],
    ['apiKey', { projectId: 'proj' }],
    ['apiKey', { ...project, apiKey: 'not a key\n' }],
    ['apiKey', { ...project, apiKey: 'bax_pk_client' }],
    ['baseUrl', { ...project, baseUrl: 'http://example.com/v1' }],
    ['baseUrl', { ...project, baseUrl: 7 }],
    ['timeout', { ...project, timeout: 0 }],
    ['timeout', { ...project, timeout: '5s' }],
    ['purposes', { ...project, purposes: 'LOGIN' }],
    ['purposes', { ...project, purposes: [] }],
    ['purposes', { ...project, purposes: [''] }],
    ['enabled', { ...project, enabled: 'no' }],
    ['normalizePhone', { ...project, normalizePhone: 'trim' }],
    ['projectID', { projectID: 'proj', apiKey: 'bax_sk_key' }],
    ['client', { client: {} }],
    ['client', { client: 'client' }],
    ['apiKey', { client: fakeClient(), apiKey: 'bax_sk_key' }],
    ['timeout', { client: fakeClient(), timeout: 1 }],
    ['projectId', { client: fakeClient(), projectId: 'other' }],
    ['projectId', { client: { validateVerificationToken() {} } }],
    ['options', []],
    ['options', 7],
    ['options', { module: 'x', options: 'y' }],
    ['purposes', { module: 'x', options: project, purposes: ['LOGIN'] }],
    ['projectId', { module: 'x', ...project }],
    ['timeout', { options: project, timeout: 1 }],
    ['appIds', { module: 'x', options: project, appIds: ['a'] }],
    ['purpose', { module: 'x', options: project, purpose: 'LOGIN' }],
    ['constructor', { ...project, constructor: 1 }],
    ['__proto__', JSON.parse('{"projectId":"p","apiKey":"k","__proto__":{"enabled":false}}')],
  ];
  for (const [field, options] of wrong) {
    test(`stop the factory by name: ${field} in ${inspect(options)}`, () => {
      assert.throws(
        () => createBaxVerifyAdapter(options),
        (error) => {
          assert.ok(error instanceof BaxVerifyError);
          assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT');
          assert.equal(error.details.field, field);
          assert.ok(error.message.includes(field), error.message);
          assert.ok(!error.message.includes('bax_sk_key'));
          assert.ok(!error.message.includes('bax_pk_client'));
          return true;
        },
      );
    });
  }
});

describe('an unknown option', () => {
  for (const [name, near] of [
    ['projectID', 'projectId'],
    ['API_KEY', 'apiKey'],
    ['base-url', 'baseUrl'],
    ['Enabled', 'enabled'],
  ]) {
    test(`${name} is refused, and ${near} is suggested`, () => {
      assert.throws(() => createBaxVerifyAdapter({ ...project, [name]: 'x' }), {
        message: new RegExp(`did you mean ${near}\\?$`),
      });
    });
  }
});

describe('a polluted Object.prototype', () => {
  const phone = newPhone();
  const pollutions = {
    client: fakeClient(phone),
    enabled: false,
    purposes: ['OTHER'],
    normalizePhone: () => 'x',
    projectId: 'polluted',
    apiKey: 'bax_pk_polluted',
    baseUrl: 'http://evil.example/v1',
    timeout: 'x',
    module: 'x',
    options: { enabled: false },
    isChallenge: true,
    master: true,
    valid: true,
    phone,
    purpose: 'OTHER',
    expiresAt: '2000-01-01T00:00:00Z',
    id: phone,
    token: 't',
    save: { id: phone },
    validateAuthData: () => {},
  };
  for (const [name, value] of Object.entries(pollutions)) {
    test(`with ${name} changes nothing`, async () => {
      const { request } = notingLog();
      const client = fakeClient(phone);
      const good = { id: phone, token: 't' };
      const none = fakeClient(phone);
      none.validateVerificationToken = async () => ({});
      const answers = [];
      let missing;
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
      try {
        try {
          createBaxVerifyAdapter({});
        } catch (error) {
          missing = error;
        }
        createBaxVerifyAdapter(project);
        const adapter = createBaxVerifyAdapter({ client });
        for (const authData of [{ ...good }, { id: phone }, { token: 't' }, {}]) {
          answers.push(await adapter.validateAuthData(authData, {}, request).catch((e) => e.code));
        }
        const refusing = createBaxVerifyAdapter({ client: none });
        answers.push(await refusing.validateAuthData(good, {}, request).catch((e) => e.code));
      } finally {
        delete Object.prototype[name];
      }
      assert.equal(missing?.details.field, 'projectId');
      assert.deepEqual(answers, [{ save: { id: phone } }, 162, 162, 162, 101]);
      assert.deepEqual(client.asked, [{ token: 't', consume: true }]);
    });
  }
});
