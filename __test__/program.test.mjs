// How the emulator's program without Node is packed and put into an image. The program is a
// stand-in here: packages/emulator/__test__/cli.test.mjs and container.test.mjs run the real one.

import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { manifestOf, programs } from '../tools/packages.mjs';
import { NOTICES, noticesFile } from '../tools/release/notices/crates.mjs';
import {
  archiveName,
  packProgram,
  placeProgram,
  programFile,
} from '../tools/release/packaging/program.mjs';
import { ROOT, run } from './support/process.mjs';

const skip = process.platform !== 'linux' && 'Left out, because a release packs on Linux.';
const [program] = programs;
const { version } = manifestOf(program);

function folders(t, ...names) {
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-program-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return names.map((name) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  });
}

/** Packs a stand-in for each target, as a release does. The text of each is its target. */
function pack(t) {
  const [from, out] = folders(t, 'from', 'out');
  for (const target of program.targets) {
    const [built, stage] = folders(t, 'built', 'stage');
    writeFileSync(join(built, program.binary), target);
    placeProgram(program, target, join(built, program.binary), from);
    // As after the upload from another job.
    chmodSync(programFile(program, target, from), 0o644);
    packProgram(program, target, { stage, out, from });
  }
  return { from, out };
}

test('an archive has the program and all licences', { skip }, async (t) => {
  const { out } = pack(t);
  assert.deepEqual(readdirSync(out).sort(), [
    `baxverify-emulator-${version}-linux-arm64.tar.gz`,
    `baxverify-emulator-${version}-linux-x64.tar.gz`,
  ]);
  for (const target of program.targets) {
    const name = archiveName(program, target);
    const { code } = await run('tar', ['-xzf', `${name}.tar.gz`], { cwd: out });
    assert.equal(code, 0);
    const read = (file) => readFileSync(join(out, name, file), 'utf8');
    assert.deepEqual(readdirSync(join(out, name)).sort(), ['LICENSE', NOTICES, program.binary]);
    assert.equal(read(program.binary), target);
    assert.equal(statSync(join(out, name, program.binary)).mode & 0o777, 0o755);
    assert.equal(read(NOTICES), readFileSync(noticesFile(program.crate), 'utf8'));
    assert.match(read('LICENSE'), /^MIT License/);
  }
});

test('the licences lie beside the built program', { skip }, (t) => {
  const { from } = pack(t);
  for (const architecture of ['amd64', 'arm64']) {
    const folder = join(from, program.folder, 'dist', architecture);
    assert.deepEqual(readdirSync(folder).sort(), [NOTICES, program.binary]);
  }
});

/** Records its arguments and what its context has. */
const DOCKER = `#!/usr/bin/env node
const { cpSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const context = args.pop();
writeFileSync(process.env.RECORD + '/args.json', JSON.stringify(args));
cpSync(context, process.env.RECORD + '/context', { recursive: true });
`;

async function publish(t, from, ...args) {
  const [bin, record] = folders(t, 'bin', 'record');
  writeFileSync(join(bin, 'docker'), DOCKER, { mode: 0o755 });
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}`, RECORD: record };
  const script = join(ROOT, 'tools/release/publish-image.mjs');
  const result = await run(process.execPath, [script, '--from', from, ...args], { env });
  return { ...result, record };
}

test('an image has the packed programs of all architectures', { skip }, async (t) => {
  const { out } = pack(t);
  const image = 'registry.example/baxverify-emulator';
  const { code, stderr, record } = await publish(t, out, '--image', image);
  assert.equal(code, 0, stderr);
  const args = JSON.parse(readFileSync(join(record, 'args.json'), 'utf8'));
  const tag = version.includes('-') ? 'next' : 'latest';
  assert.deepEqual(args, [
    ...['buildx', 'build', '--push', '--platform', 'linux/amd64,linux/arm64'],
    ...['--tag', `${image}:${version}`, '--tag', `${image}:${tag}`],
  ]);
  const context = join(record, 'context');
  const dockerfile = readFileSync(join(context, 'Dockerfile'), 'utf8');
  const copied = [...dockerfile.matchAll(/^COPY (\S+) /gm)].map(([, file]) => file);
  assert.equal(copied.length, 3);
  for (const [index, architecture] of ['amd64', 'arm64'].entries()) {
    for (const file of copied) {
      const path = file.replace(/\$\{TARGETARCH\}/, architecture);
      assert.ok(existsSync(join(context, path)), path);
    }
    const file = join(context, 'dist', architecture, program.binary);
    assert.equal(readFileSync(file, 'utf8'), program.targets[index]);
    assert.equal(statSync(file).mode & 0o777, 0o755);
  }
});

test('no image is published without the program of each architecture', { skip }, async (t) => {
  const { out } = pack(t);
  rmSync(join(out, `${archiveName(program, program.targets[1])}.tar.gz`));
  const { code, stderr, record } = await publish(t, out, '--image', 'registry.example/name');
  assert.equal(code, 1);
  assert.match(stderr, /There is no .*-linux-arm64\.tar\.gz: npm run pack/);
  assert.deepEqual(readdirSync(record), []);
});
