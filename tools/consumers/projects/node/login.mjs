import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { logIn } from './log-in.cjs';

const required = createRequire(import.meta.url)('@baxcloud/baxverify');
assert.equal(required.BaxCloudVerifyClient, BaxCloudVerifyClient);
assert.equal(required.BaxVerifyError, BaxVerifyError);
await logIn({ BaxCloudVerifyClient, BaxVerifyError }, startEmulator);
