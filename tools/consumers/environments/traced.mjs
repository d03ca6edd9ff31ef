// A deployment with only the files that @vercel/nft finds, as with Vercel and Next.js.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyProject } from '../consumer.mjs';
import { install } from '../install.mjs';
import { run } from '../process.mjs';
import { PROOF, withService } from './service.mjs';

export async function traced({ folder, root, registry }) {
  const source = join(folder, 'source');
  const target = join(folder, 'target');
  copyProject('login', source);
  await install(source, registry);
  const { nodeFileTrace } = await import('@vercel/nft');
  const trace = (file) => nodeFileTrace([join(source, file)], { base: source });
  // Nitro starts at the file of the condition `module`. Node.js then loads `index.mjs`.
  const sdk = 'node_modules/@baxcloud/baxverify';
  const forBundlers = [...(await trace(`${sdk}/index.bundler.mjs`)).fileList];
  assert.ok(forBundlers.includes(`${sdk}/index.mjs`), forBundlers.join('\n'));
  assert.ok(
    forBundlers.some((file) => file.endsWith('.node')),
    forBundlers.join('\n'),
  );
  const { fileList } = await trace('main.mjs');
  const files = [...fileList].sort();
  const binaries = files.filter((file) => file.endsWith('.node'));
  assert.equal(binaries.length, 1, files.join('\n'));
  for (const file of files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(source, file), join(target, file), { verbatimSymlinks: true });
  }
  await withService({ root, registry }, async (env) => {
    const { stdout } = await run(process.execPath, ['main.mjs'], {
      cwd: target,
      env: registry.env(env),
    });
    assert.deepEqual(JSON.parse(stdout), PROOF);
  });
  return `${files.length} files, among them ${binaries[0].split('/').at(-1)}`;
}
