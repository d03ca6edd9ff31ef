import assert from 'node:assert/strict';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

export const PROJECT = 'proj_test';
export const KEY = 'bax_sk_test';
export const PHONE = '+4366412345678';

/** A client of a scripted server, without retries, so that most tests do not wait. */
export function clientOf(server, options) {
  return new BaxCloudVerifyClient({
    projectId: PROJECT,
    apiKey: KEY,
    baseUrl: typeof server === 'string' ? server : server.url,
    maxRetries: 0,
    ...options,
  });
}

/** The five methods with valid arguments, and the expected requests. */
export const METHODS = [
  {
    name: 'sendOtp',
    request: { phone: PHONE, purpose: 'LOGIN' },
    method: 'POST',
    path: '/auth/sms/send',
    body: `{"phone":"${PHONE}","purpose":"LOGIN"}`,
  },
  {
    name: 'verifyOtp',
    request: { phone: PHONE, code: '493827' },
    method: 'POST',
    path: '/auth/sms/verify',
    body: `{"phone":"${PHONE}","code":"493827"}`,
  },
  {
    name: 'validateVerificationToken',
    request: { token: 'header.claims.signature' },
    method: 'POST',
    path: '/auth/sms/validate-token',
    body: '{"token":"header.claims.signature","consume":true}',
  },
  {
    name: 'getStats',
    request: { days: 7 },
    method: 'GET',
    path: '/auth/sms/stats?days=7',
    body: '',
  },
  {
    name: 'listLogs',
    request: { phone: PHONE, status: 'SENT', page: 2, limit: 50 },
    method: 'GET',
    path: '/auth/sms/logs?phone=%2B4366412345678&status=SENT&page=2&limit=50',
    body: '',
  },
];

/** Returns the error of a promise. If the promise resolves, the test fails. */
export async function rejection(promise) {
  assert.ok(promise instanceof Promise, 'a promise is expected');
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  assert.fail(`resolved with ${JSON.stringify(value)} instead of rejecting`);
}

/** Checks that each named property of an error has exactly the given value. */
export function assertError(error, expected) {
  const actual = Object.fromEntries(Object.keys(expected).map((name) => [name, error[name]]));
  assert.deepEqual(actual, expected, error.stack);
}
