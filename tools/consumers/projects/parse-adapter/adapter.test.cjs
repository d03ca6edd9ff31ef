const assert = require('node:assert/strict');
const { test } = require('node:test');
const fromConfiguration = require('@baxcloud/parse-server-baxverify');

const options = { projectId: 'proj_example', apiKey: 'bax_sk_example' };

test('makes an adapter as Parse Server does, by name', () => {
  const adapter = fromConfiguration(options);
  assert.equal(typeof adapter.validateAuthData, 'function');
  assert.equal(typeof adapter.afterFind, 'function');
});

test('refuses a wrong configuration, so it has found the SDK', () => {
  assert.throws(() => fromConfiguration.createBaxVerifyAdapter({ ...options, apiKey: 1 }), {
    name: 'BaxVerifyError',
    code: 'BAXVERIFY_INVALID_ARGUMENT',
  });
});

test('is the same by import', async () => {
  const imported = await import('@baxcloud/parse-server-baxverify');
  assert.equal(imported.default, fromConfiguration);
  assert.equal(imported.createBaxVerifyAdapter, fromConfiguration.createBaxVerifyAdapter);
});
