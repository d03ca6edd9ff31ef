// Runs a zip as AWS Lambda does: unpacked by another user, read-only, without a home folder,
// started in another folder.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject } from '../consumer.mjs';
import { install } from '../install.mjs';
import { attempt, run } from '../process.mjs';
import { PROOF, withService } from './service.mjs';

/** The user id of `nobody`. */
const NOBODY = { uid: 65534, gid: 65534 };

export function whyNoLambda() {
  const missing = ['zip', 'unzip'].find((tool) => spawnSync(tool, ['-v']).status !== 0);
  return missing && `${missing} is not installed`;
}

export async function lambda({ folder, root, registry }) {
  const asOther = process.getuid?.() === 0;
  const [source, task, scratch] = ['source', 'task', 'tmp'].map((name) => join(folder, name));
  copyProject('login', source);
  await install(source, registry, 'npm', [
    '--omit=dev',
    '--os=linux',
    `--cpu=${process.arch}`,
    '--libc=glibc',
  ]);
  await run('zip', ['-qry', join(folder, 'task.zip'), '.'], { cwd: source });
  mkdirSync(task);
  await run('unzip', ['-q', join(folder, 'task.zip'), '-d', task]);
  await run('chmod', ['-R', 'a-w,a+rX', task]);
  mkdirSync(scratch);
  chmodSync(scratch, 0o777);
  // By default, only the owner can enter the parent folders.
  for (const place of [root, folder]) chmodSync(place, 0o755);

  await withService({ root, registry }, async (env) => {
    const options = {
      cwd: scratch,
      env: { PATH: process.env.PATH, TMPDIR: scratch, ...env },
      ...(asOther ? NOBODY : {}),
    };
    const { code } = await attempt('touch', [join(task, 'node_modules/written')], options);
    assert.notEqual(code, 0, 'the task can be written to');
    const source = `import(${JSON.stringify(join(task, 'login.mjs'))})
      .then(({ handler }) => handler()).then((proof) => console.log(JSON.stringify(proof)))`;
    const { stdout } = await run(process.execPath, ['-e', source], options);
    assert.deepEqual(JSON.parse(stdout), PROOF);
  });
  return asOther ? 'as nobody' : 'as the same user, as only root may become another';
}
