// Misspelled options, arguments, fields and codes do not compile, with the oldest and the newest
// compiler that the SDK is tested with.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT, runTool } from './support/process.mjs';

const module = (name) => JSON.stringify(path.join(ROOT, name).replaceAll('\\', '/'));
const HEAD = `
import { BaxCloudVerifyClient, BaxVerifyError, SERVICE_ERROR_CODES } from ${module('index.js')};
import type { BaxVerifyServiceErrorCode, ExternalAuth, LogEntry } from ${module('index.js')};
import type { SendOtpResult, VerifyOtpResult } from ${module('index.js')};
import * as webhooks from ${module('webhooks.js')};
declare const c: BaxCloudVerifyClient;
declare const req: Request;
declare const e: BaxVerifyError;
declare const w: webhooks.BaxVerifyWebhookError;
declare const v: webhooks.WebhookEvent;
`.trim();

/** One mistake each. */
const MISTAKES = [
  `new BaxCloudVerifyClient({ projectID: 'p' });`,
  `new BaxCloudVerifyClient({ api_key: 'p' });`,
  `new BaxCloudVerifyClient({ baseURL: 'p' });`,
  `new BaxCloudVerifyClient({ timeOut: 3 });`,
  `new BaxCloudVerifyClient({ retries: 3 });`,
  `new BaxCloudVerifyClient({ Debug: true });`,
  `new BaxCloudVerifyClient({ maxRetry: 1 });`,
  `c.sendOtp({ phoneNumber: '+1' });`,
  `c.sendOtp({ phone: '+1', purposes: 'x' });`,
  `c.sendOTP({ phone: '+1' });`,
  `c.sendOtp({ phone: '+1' }, { timeoutMs: 5 });`,
  `c.sendOtp({ phone: '+1' }, { abortSignal: new AbortController().signal });`,
  `c.sendOtp({ phone: '+1', to: '+2' });`,
  `c.verifyOtp({ phone: '+1', otp: '1' });`,
  `c.verifyOtp({ phone: '+1', code: 1234 });`,
  `c.verifyOtp({ phone: '+1', Code: '1234' });`,
  `c.verifyOtp({ phone: '+1', code: '1' }).then((r) => r.Verified);`,
  `c.verifyOtp({ phone: '+1', code: '1' }).then((r) => r.access_token);`,
  `c.verifyOtp({ phone: '+1', code: '1' }).then((r) => r.token);`,
  `c.verifyOtp({ phone: '+1', code: '1' }).then((r) => r.valid);`,
  `c.validateVerificationToken({ accessToken: 't' });`,
  `c.validateVerificationToken({ token: 't', consume: 'false' });`,
  `c.validateVerificationToken({ token: 't', comsume: false });`,
  `c.validateVerificationToken({ token: 't' }).then((r) => r.verified);`,
  `c.validateVerificationToken({ token: 't' }).then((r) => r.project);`,
  `c.validateVerificationToken({ token: 't' }).then((r) => r.phoneNumber);`,
  `c.sendOtp({ phone: '+1' }).then((r) => r.expiresIn);`,
  `c.sendOtp({ phone: '+1' }).then((r) => r.request_id);`,
  `c.getStats({ day: 7 });`,
  `c.getStats().then((s) => s.fail);`,
  `c.listLogs({ perPage: 5 });`,
  `c.listLogs({ state: 'SENT' });`,
  `c.listLogs().then((p) => p.item);`,
  `c.listLogs().then((p) => p.items[0]!.state);`,
  `c.listLogs().then((p) => p.pages);`,
  `c.eachLog({ from: new Date() });`,
  `c.eachLog({ since: true });`,
  `c.eachLog({ pagesize: 5 });`,
  `c.allLogs({}, { limits: 5 });`,
  `c.allLogs({ limit: 5 });`,
  `e.code === 'BAXVERIFY_OTP_INVALD';`,
  `e.code === 'OTP_INVALID';`,
  `e.status;`,
  `e.statuscode;`,
  `e.outcome === 'notSent';`,
  `e.retryAfter;`,
  `e.isRetryable;`,
  `e.details.helpUrl;`,
  `switch (e.code) { case 'BAXVERIFY_RATELIMIT': break; }`,
  `const t: Record<BaxVerifyServiceErrorCode, string> = { BAXVERIFY_OTP_INVALID: '' };`,
  `const t: Partial<Record<BaxVerifyServiceErrorCode, string>> = { BAXVERIFY_OTP_INVALD: '' };`,
  `const f: SendOtpResult = { requestId: 'x' };`,
  `const f: VerifyOtpResult = { verified: true, phone: '', accessToken: '', tokenType: 'Bearer' };`,
  `const f: LogEntry = { id: '1', phone: '', status: 'SENT' };`,
  `const a: ExternalAuth = { id: '', accessToken: '' };`,
  `BaxCloudVerifyClient.externalAuth({ phone: '', accessToken: '' });`,
  `BaxCloudVerifyClient.externalAuthFromVerifyResult({ phone: '', token: '' });`,
  `new BaxVerifyError({ code: 'BAXVERIFY_TIMEOUT', msg: 'x', message: '' });`,
  `SERVICE_ERROR_CODES.includes('BAXVERIFY_OTP_INVALD');`,
  `webhooks.readWebhook(req, { secrets: 's' });`,
  `webhooks.readWebhook(req, { secret: 's', maxAge: 3 });`,
  `webhooks.readWebhook(req, { secret: 's', maxBodySize: 3 });`,
  `webhooks.webhookMiddleware({ secret: 's' });`,
  `webhooks.webhookMiddleware('s', { onRefuse: () => {} });`,
  `webhooks.verifyWebhookSignature({ secret: 's', body: '', signature: '' });`,
  `webhooks.parseWebhook({ secret: 's', payload: '', sig: '' });`,
  `webhooks.parseWebhook({ secret: 's', payload: '', signature: '' }).project;`,
  `webhooks.signForTest({ secret: 's', payload: '', encoding: 'HEX' });`,
  `w.code === 'BAXVERIFY_WEBHOOK_SIGNATURE_WRONG';`,
  `w.status;`,
  `if (webhooks.isOtpEvent(v)) { if (v.event === 'otp.send') {} }`,
  `if (webhooks.isOtpEvent(v)) { v.data.object.phoneNumber; }`,
  `if (webhooks.isOtpEvent(v)) { v.data.phone; }`,
];
/** The same without the mistakes, so that nothing else can be what does not compile. */
const CORRECT = [
  `new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', timeout: 1, maxRetries: 1, debug: true });`,
  `c.verifyOtp({ phone: '+1', code: '1' }, { timeout: 5 }).then((r) => r.verified);`,
  `c.validateVerificationToken({ token: 't', consume: false }).then((r) => r.valid);`,
  `c.sendOtp({ phone: '+1', purpose: 'x' }).then((r) => r.expiresInSeconds);`,
  `c.getStats({ days: 7 }).then((s) => s.failed);`,
  `c.listLogs({ status: 'SENT' }).then((p) => p.items[0]!.status);`,
  `c.eachLog({ since: new Date(), pageSize: 5 });`,
  `c.allLogs({}, { limit: 5 });`,
  `switch (e.code) { case 'BAXVERIFY_RATE_LIMIT': break; }`,
  `e.outcome === 'not_sent' && e.retryAfterMs && e.details?.helpUrl;`,
  `const t: Partial<Record<BaxVerifyServiceErrorCode, string>> = { BAXVERIFY_OTP_INVALID: '' };`,
  `const a: ExternalAuth = { id: '', token: '' };`,
  `SERVICE_ERROR_CODES.includes('BAXVERIFY_OTP_INVALID');`,
  `webhooks.readWebhook(req, { secret: 's', maxAgeSeconds: 3, maxBodyBytes: 3 });`,
  `webhooks.webhookMiddleware('s', { onRefused: () => {} });`,
  `webhooks.parseWebhook({ secret: 's', payload: '', signature: '' }).projectId;`,
  `if (webhooks.isOtpEvent(v) && v.event === 'otp.sent') { v.data.object.phone; }`,
  `w.code === 'BAXVERIFY_WEBHOOK_EXPIRED' && w.statusCode;`,
];

for (const compiler of ['typescript-4.7', 'typescript']) {
  test(`no mistake compiles with ${compiler}`, { timeout: 300_000 }, async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-mistakes-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const codes = [...MISTAKES, ...CORRECT];
    const files = codes.map((code, index) => {
      const file = path.join(folder, `t${index}.mts`);
      writeFileSync(file, `${HEAD}\n{ ${code} }\nexport {};\n`);
      return file;
    });
    const { stdout } = await runTool(`${compiler}/bin/tsc`, [
      ...['--strict', '--noUncheckedIndexedAccess', '--noEmit', '--skipDefaultLibCheck'],
      ...['--module', 'nodenext', '--moduleResolution', 'nodenext', '--target', 'es2022'],
      ...['--lib', 'es2022,dom', '--typeRoots', folder, '--pretty', 'false'],
      ...files,
    ]);
    const line = HEAD.split('\n').length + 1;
    const found = [...stdout.matchAll(/t(\d+)\.mts\((\d+),/g)];
    for (const [where, , at] of found) assert.equal(Number(at), line, where);
    const refused = new Set(found.map(([, index]) => codes[index]));
    assert.deepEqual(
      MISTAKES.filter((code) => !refused.has(code)),
      [],
    );
    assert.deepEqual(
      CORRECT.filter((code) => refused.has(code)),
      [],
    );
  });
}
