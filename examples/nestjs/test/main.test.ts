import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as runner from 'node:test';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import ts from 'typescript';
import { client, newPhone, send, startServer, testServer } from './kit.js';

const emulator = useEmulator(runner);
const secret = { SESSION_SECRET: 'a-secret-of-tests-that-is-long-enough' };

testServer(
  { emulator },
  {
    file: fileURLToPath(new URL('../src/main.js', import.meta.url)),
    env: { ...secret, NODE_ENV: 'production' },
    // NestJS sends itself the signal again once the app has closed.
    end: [null, 'SIGTERM'],
    refusals: [
      [
        'a missing project is named at the start',
        { ...secret, BAXCLOUD_PROJECT_ID: '' },
        /projectId/,
      ],
      ['a short secret is named at the start', { SESSION_SECRET: 'short' }, /SESSION_SECRET/],
      [
        'a number of proxies that is none is named',
        { ...secret, TRUSTED_PROXIES: 'one' },
        /clientAddress/,
      ],
      ['a country that is none is named', { ...secret, COUNTRIES: 'AT,XX' }, /countries/],
    ],
  },
);

/** NestJS 11 makes projects of CommonJS, 12 of ES modules: the source is good for both. */
test('the same source runs as CommonJS', { timeout: 30_000 }, async () => {
  const server = startServer(await commonJs(), secret);
  const [, url] = await server.prints(/Listening on (\S+)/);
  assert.equal((await send(client(url), newPhone())).status, 200);
  assert.equal(emulator.messages().length, 1);
});

async function commonJs(): Promise<string> {
  const source = fileURLToPath(new URL('../../src/', import.meta.url));
  const target = fileURLToPath(new URL('../commonjs/', import.meta.url));
  for (const file of await readdir(source, { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const { outputText } = ts.transpileModule(await readFile(join(source, file), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      },
    });
    const path = join(target, file.replace(/ts$/, 'js'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, outputText);
  }
  await writeFile(join(target, 'package.json'), '{ "type": "commonjs" }');
  return join(target, 'main.js');
}
