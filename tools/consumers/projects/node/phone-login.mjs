import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as sdk from '@baxcloud/baxverify';
import * as login from '@baxcloud/baxverify-login';
import * as page from '@baxcloud/baxverify-login/page';
import { logInByPhone } from './log-in-by-phone.cjs';

const required = createRequire(import.meta.url)('@baxcloud/baxverify-login');
assert.equal(required.PhoneLoginError, login.PhoneLoginError);
await logInByPhone(login, page, sdk);
