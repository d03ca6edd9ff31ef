// A root folder with only a program, its libraries and an application.

import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../process.mjs';

/** @param {string[]} programs the first becomes `/bin/program` */
export async function makeRoot(root, programs, application) {
  for (const program of programs) {
    const { stdout } = await run('ldd', [program]);
    // Matches "name => /path (address)" and "/path (address)".
    for (const [, library] of stdout.matchAll(/(?:^|\s)(\/\S+) \(0x/gm)) {
      put(root, library, library);
    }
  }
  put(root, programs[0], '/bin/program');
  mkdirSync(join(root, 'tmp'));
  cpSync(application, join(root, 'app'), { recursive: true });
}

export function put(root, file, place) {
  mkdirSync(dirname(join(root, place)), { recursive: true });
  cpSync(file, join(root, place), { dereference: true });
}

/** Runs `/bin/program` in the root, as the user `nobody`. */
export function runInRoot(root, args, env) {
  return run('chroot', ['--userspec=65534:65534', root, '/bin/program', ...args], {
    env: { PATH: process.env.PATH, ...env },
  });
}
