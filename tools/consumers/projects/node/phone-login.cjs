const assert = require('node:assert/strict');
const sdk = require('@baxcloud/baxverify');
const login = require('@baxcloud/baxverify-login');
const page = require('@baxcloud/baxverify-login/page');
const { logInByPhone } = require('./log-in-by-phone.cjs');

async function main() {
  const imported = await import('@baxcloud/baxverify-login');
  assert.equal(imported.PhoneLoginError, login.PhoneLoginError);
  await logInByPhone(login, page, sdk);
}

main();
