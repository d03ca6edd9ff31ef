import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CLIENT_ERROR_CODES, SERVICE_ERROR_CODES } from '@baxcloud/baxverify';
import { CODES } from './support/codes.mjs';
import { ROOT, runTool } from './support/process.mjs';

const folder = fileURLToPath(new URL('types', import.meta.url));

test('the public types accept valid uses and reject invalid ones', async () => {
  const { code, stdout } = await runTool('typescript/bin/tsc', ['--project', folder]);
  assert.equal(stdout, '');
  assert.equal(code, 0);
});

for (const libraries of ['es2022,dom', 'es2022,webworker']) {
  test(`the public types work with TypeScript 4.7 and ${libraries}`, async () => {
    const flags = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
      .concat(['--noEmit', '--skipDefaultLibCheck', '--target', 'es2022', '--lib', libraries])
      .concat(['--module', 'nodenext', '--moduleResolution', 'nodenext'])
      // Without the types of Node, which only newer compilers can read.
      .concat(['--typeRoots', path.join(folder, 'without-node')]);
    const files = readdirSync(folder).filter((name) => /\.[cm]ts$/.test(name));
    assert.ok(files.length > 3);
    const { code, stdout } = await runTool('typescript-4.7/bin/tsc', [
      ...flags,
      ...[...files, 'without-node/process.d.ts'].map((file) => path.join(folder, file)),
    ]);
    assert.equal(stdout, '');
    assert.equal(code, 0);
  });
}

test('the documented codes are the same everywhere', () => {
  const types = readFileSync(path.join(ROOT, 'index.d.ts'), 'utf8');
  const [, union] = /type BaxVerifyServiceErrorCode =([^;]*);/.exec(types);
  const typed = [...union.matchAll(/'(BAXVERIFY_\w+)'/g)].map(([, code]) => code);
  const rust = readFileSync(path.join(ROOT, 'crates/wire/src/error.rs'), 'utf8');
  const [, table] = /\nerror_codes! \{([^}]*)\}/.exec(rust);
  const native = [...table.matchAll(/\w+, "([^"]+)", (\d+), "([^"]+)";/g)].map(
    ([, code, status, message]) => [code, Number(status), message],
  );
  assert.equal(CODES.length, 18);
  assert.deepEqual(native, CODES);
  assert.deepEqual(
    typed,
    CODES.map(([code]) => code),
  );
  assert.deepEqual(SERVICE_ERROR_CODES, typed);
  assert.ok(Object.isFrozen(SERVICE_ERROR_CODES));
});

test('the codes that the client adds are the same everywhere', () => {
  const types = readFileSync(path.join(ROOT, 'index.d.ts'), 'utf8');
  const start = types.indexOf('type BaxVerifyClientErrorCode');
  const union = types.slice(start, types.indexOf('export type BaxVerifyErrorCode'));
  const typed = [...union.matchAll(/'(BAXVERIFY_\w+)'/g)].map(([, code]) => code);
  const rust = readFileSync(path.join(ROOT, 'crates/client/src/error/call_error.rs'), 'utf8');
  const native = [...rust.matchAll(/Self::\w+ => "(BAXVERIFY_\w+)"/g)].map(([, code]) => code);
  assert.equal(typed.length, 7);
  assert.deepEqual(CLIENT_ERROR_CODES, typed);
  assert.ok(Object.isFrozen(CLIENT_ERROR_CODES));
  assert.deepEqual(typed.sort(), native.sort());
});

describe('the hover text', () => {
  const types = readFileSync(path.join(ROOT, 'index.d.ts'), 'utf8');

  for (const [owner, member, ...sentences] of [
    ['VerifyOtpResult', 'verified', /code was right/, /Compare it with `true`/],
    ['VerifyOtpResult', 'phone', /not the number that the user typed/],
    ['VerifyOtpResult', 'accessToken', /validated once/],
    ['ValidateVerificationTokenResult', 'valid', /proof is valid/, /Compare it with `true`/],
    ['ValidateVerificationTokenResult', 'phone', /Compare it with the account's number/],
    ['ValidateVerificationTokenResult', 'projectId', /Compare it with yours/],
    ['ValidateVerificationTokenResult', 'purpose', /`sendOtp` was given/, /compare it with the/],
    ['BaxVerifyError', 'code', /Decide by it/],
    ['BaxVerifyError', 'statusCode', /not the status for your users/],
    ['BaxVerifyError', 'helpUrl', /Not for end users/],
    ['BaxVerifyError', 'outcome', /do not send again automatically/],
  ]) {
    test(`of ${owner}.${member} says what it means and what to do with it`, () => {
      const [, body] = new RegExp(`(?:interface|class) ${owner}\\b[^{]*\\{(.*?)\\n\\}`, 's').exec(
        types,
      );
      const text = new RegExp(
        `/\\*\\*((?:(?!\\*/).)*)\\*/\\s+(?:readonly )?${member}\\??:`,
        's',
      ).exec(body);
      const plain = text[1].replace(/\s+(?:\* )?/g, ' ');
      for (const sentence of sentences) assert.match(plain, sentence);
    });
  }
});
