// The bundling of AWS CDK's NodejsFunction, with its local esbuild. It needs no account.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';

const here = fileURLToPath(new URL('.', import.meta.url));

test('a function with nodeModules logs in, with the native build', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-cdk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const app = new App({ outdir: join(folder, 'out') });
  new NodejsFunction(new Stack(app, 'Stack'), 'Login', {
    entry: join(here, 'function.mjs'),
    projectRoot: here,
    depsLockFilePath: join(here, 'package-lock.json'),
    runtime: Runtime.NODEJS_22_X,
    bundling: { nodeModules: ['@baxcloud/baxverify'] },
  });
  app.synth();
  const [asset] = readdirSync(join(folder, 'out')).filter((name) => name.startsWith('asset.'));
  // Far from the project, as in a function.
  const task = join(folder, 'task');
  cpSync(join(folder, 'out', asset), task, { recursive: true });
  const emulator = await startEmulator();
  t.after(() => emulator.stop());
  const source = `
    const { handler } = require('./index.js');
    const { build } = require('@baxcloud/baxverify').BaxCloudVerifyClient;
    handler().then((proof) => console.log(JSON.stringify({ build, ...proof })));`;
  const env = { PATH: process.env.PATH, ...emulator.env };
  env.SMS_INBOX = `http://127.0.0.1:${emulator.port}`;
  const output = execFileSync(process.execPath, ['-e', source], { cwd: task, env });
  const { build, valid } = JSON.parse(output);
  assert.deepEqual({ build, valid }, { build: 'native', valid: true });
});
