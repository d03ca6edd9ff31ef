// Places a program where its Dockerfile expects it, and packs it with its licences.

import { chmodSync, copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { manifestOf } from '../../packages.mjs';
import { root, run } from '../../run.mjs';
import { NOTICES, noticesFile } from '../notices/crates.mjs';

/** The architecture of a target, as Docker's TARGETARCH and as `process.arch`. */
const ARCHITECTURES = {
  x86_64: { docker: 'amd64', node: 'x64' },
  aarch64: { docker: 'arm64', node: 'arm64' },
};

export function architectureOf(target) {
  return ARCHITECTURES[target.split('-')[0]];
}

/** Where `npm run build:portable` leaves the program. */
export function programFile({ folder, binary }, target, from = root) {
  return join(from, folder, 'dist', architectureOf(target).docker, binary);
}

/** Copies the program and the licences of its crates into the context of its Dockerfile. */
export function placeProgram(program, target, built, to = root) {
  const file = programFile(program, target, to);
  mkdirSync(join(file, '..'), { recursive: true });
  copyFileSync(built, file);
  copyFileSync(noticesFile(program.crate), join(file, '..', NOTICES));
}

/** @returns {string} the name of the archive, without `.tar.gz` */
export function archiveName(program, target) {
  const { version } = manifestOf(program);
  return `${program.binary}-${version}-linux-${architectureOf(target).node}`;
}

/**
 * Writes the archive of a program.
 *
 * @param {{ stage: string, out: string, from?: string }} folders `stage` is empty
 */
export function packProgram(program, target, { stage, out, from = root }) {
  const name = archiveName(program, target);
  const content = join(stage, name);
  mkdirSync(content);
  cpSync(programFile(program, target, from), join(content, program.binary));
  // The files of a workflow's earlier job have lost it.
  chmodSync(join(content, program.binary), 0o755);
  cpSync(join(root, program.folder, 'LICENSE'), join(content, 'LICENSE'));
  cpSync(noticesFile(program.crate), join(content, NOTICES));
  // Not the user of the machine that packs, because an extraction by root restores the owner.
  const owner = ['--owner=0', '--group=0'];
  run('tar', ['-czf', join(out, `${name}.tar.gz`), ...owner, '-C', stage, name]);
}
