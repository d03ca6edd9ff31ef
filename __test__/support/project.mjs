// A project of a user, which has the packages of this repository.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { manifestOf, packages } from '../../tools/packages.mjs';
import { ROOT } from './process.mjs';

const UNPUBLISHED = /[\\/](?:node_modules|__test__|benchmark)$/;

/** The names of the published packages, with their manifests and folders. */
export const published = new Map(
  packages.map((each) => [manifestOf(each).name, { ...each, manifest: manifestOf(each) }]),
);

/**
 * Puts all packages, and their commands, into the `node_modules` of the folder. Packages with an
 * addon are linked. The others look for the SDK where they are, so they are copied.
 */
export function linkPackages(folder) {
  const commands = path.join(folder, 'node_modules/.bin');
  mkdirSync(path.join(folder, 'node_modules/@baxcloud'), { recursive: true });
  mkdirSync(commands);
  for (const [name, { manifest, folder: place, crate }] of published) {
    const source = path.join(ROOT, place);
    const target = path.join(folder, 'node_modules', name);
    if (crate) symlinkSync(source, target, 'junction');
    else cpSync(source, target, { recursive: true, filter: (file) => !UNPUBLISHED.test(file) });
    for (const [command, file] of Object.entries(manifest.bin ?? {})) {
      addCommand(path.join(commands, command), path.join(target, file));
    }
  }
}

function addCommand(command, file) {
  if (process.platform !== 'win32') symlinkSync(file, command);
  else writeFileSync(`${command}.cmd`, `@"${process.execPath}" "${file}" %*\r\n`);
}

/** Starts a program. Its output may be awaited, and it may be typed to. */
export function startProgram(command, args, { cwd, env, shell }) {
  // A shell leads a group of processes, so that all of them can be stopped.
  const isGroup = Boolean(shell) && process.platform !== 'win32';
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    shell,
    detached: isGroup,
  });
  let output = '';
  let waiting = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      waiting();
    });
  }
  const ended = new Promise((resolve) => child.on('close', resolve));
  return {
    ended,
    stop: () => {
      if (isGroup) process.kill(-child.pid);
      else if (shell) spawn('taskkill', ['/pid', child.pid, '/t', '/f']);
      else child.kill();
    },
    output: () => output,
    type: (text) => child.stdin.end(text),
    until: (text) =>
      Promise.race([
        new Promise((resolve) => {
          waiting = () => output.includes(text) && resolve();
          waiting();
        }),
        ended.then((code) => assert.fail(`ended with ${code} before "${text}":\n${output}`)),
      ]),
  };
}
