// The program without Node where containers put it: in an empty root, and in another network
// namespace than its clients. Needs Linux and root.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cli } from './support/cli.mjs';
import { PHONE } from './support/client.mjs';
import { isStatic, standalone } from './support/standalone.mjs';

const BUILD = 'build it by npm run build:standalone';
const RUNS = { timeout: 60_000 };
const skip =
  standalone.skip ||
  (process.platform !== 'linux' && 'Left out, because it needs Linux.') ||
  (process.getuid() !== 0 && 'Left out, because it needs root.');

/** A folder with the program, as the image has it, and the devices that container runtimes add. */
function emptyRoot(t) {
  assert.ok(isStatic(standalone.file), `${standalone.file} is not static: ${BUILD}`);
  const root = mkdtempSync(join(tmpdir(), 'baxverify-root-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  cpSync(standalone.file, join(root, 'baxverify-emulator'));
  mkdirSync(join(root, 'dev'));
  for (const [name, minor] of [
    ['random', '8'],
    ['urandom', '9'],
  ]) {
    execFileSync('mknod', ['-m', '666', join(root, 'dev', name), 'c', '1', minor]);
  }
  return root;
}

async function started(running) {
  const [line] = await running.printed(/^\{"type":"listening".*\}\n/);
  return JSON.parse(line);
}

test('a program that needs a dynamic loader is not taken for a static one', { skip }, () => {
  assert.deepEqual([isStatic(process.execPath), isStatic(standalone.file)], [false, true], BUILD);
});

test('runs in an empty root', { ...RUNS, skip }, async (t) => {
  const root = emptyRoot(t);
  const program = { command: ['chroot', root, '/baxverify-emulator'] };
  const running = cli(t, ['--port', '0', '--json'], { program });
  const { url, port, projectId, apiKey } = await started(running);
  const response = await fetch(`${url}/auth/sms/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'x-project-id': projectId },
    body: JSON.stringify({ phone: PHONE }),
  });
  assert.equal(response.status, 200);
  await running.printed(/"type":"message"/);
  const page = await fetch(`http://127.0.0.1:${port}/`);
  assert.match(await page.text(), /^<!doctype html>/i);
  const health = await cli(t, ['health', '--port', String(port)], { program }).ended;
  assert.deepEqual([health.code, health.stderr], [0, '']);
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.ended;
  assert.deepEqual([code, stderr], [0, '']);
});

test('the image starts and checks this program, and has its licences', () => {
  const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
  assert.match(dockerfile, /^FROM scratch$/m);
  assert.match(dockerfile, /^COPY \S+\/baxverify-emulator \/baxverify-emulator$/m);
  assert.match(dockerfile, /^COPY LICENSE \/LICENSE$/m);
  assert.match(dockerfile, /^COPY dist\/\S+\/THIRD-PARTY-NOTICES \/THIRD-PARTY-NOTICES$/m);
  assert.match(dockerfile, /^ENTRYPOINT \["\/baxverify-emulator"\]$/m);
  assert.match(dockerfile, /^HEALTHCHECK .* CMD \["\/baxverify-emulator", "health"\]$/m);
});

/** Two network namespaces that reach only each other. Returns how to run a command in each. */
function networks(t) {
  const names = ['server', 'client'].map((role) => `bax-${role}-${process.pid}`);
  const ip = (line) => execFileSync('ip', line.split(' '), { stdio: 'pipe' });
  for (const name of names) {
    ip(`netns add ${name}`);
    t.after(() => ip(`netns del ${name}`));
  }
  const [server, client] = names;
  const [left, right] = [`bxs${process.pid}`, `bxc${process.pid}`];
  ip(`link add ${left} netns ${server} type veth peer name ${right} netns ${client}`);
  for (const [name, link, address] of [
    [server, left, '10.77.0.1/24'],
    [client, right, '10.77.0.2/24'],
  ]) {
    ip(`-n ${name} addr add ${address} dev ${link}`);
    ip(`-n ${name} link set ${link} up`);
    ip(`-n ${name} link set lo up`);
  }
  return names.map((name) => ['ip', 'netns', 'exec', name]);
}

function canSeparate() {
  try {
    const name = `bax-probe-${process.pid}`;
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Prints the status of a request to the server under the name of its service. */
const CLIENT = `
  const [path, host, method, headers, body] = JSON.parse(process.argv[1]);
  const options = { host: '10.77.0.1', port: 4229, path, method, headers: { ...headers, host } };
  require('node:http').request(options, (response) => {
    console.log(response.statusCode);
    response.resume();
  }).end(body);
`;

test('serves an application in another network', {
  ...RUNS,
  skip: skip || (!canSeparate() && 'Left out, because it needs ip netns.'),
}, async (t) => {
  const [server, client] = networks(t);
  const root = emptyRoot(t);
  const program = { command: [...server, 'chroot', root, '/baxverify-emulator'] };
  const env = {
    BAXVERIFY_EMULATOR_HOST: '0.0.0.0',
    BAXVERIFY_EMULATOR_ALLOW_HOST: 'baxverify',
    BAXVERIFY_EMULATOR_API_KEY: 'bax_sk_compose',
    BAXVERIFY_EMULATOR_JSON: '1',
  };
  const running = cli(t, [], { env, program });
  await started(running);
  const health = await cli(t, ['health'], { env, program }).ended;
  assert.equal(health.code, 0);
  const ask = (...request) =>
    new Promise((resolve) => {
      const [command, ...words] = [...client, process.execPath, '-e', CLIENT];
      const child = spawn(command, [...words, JSON.stringify(request)]);
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      child.on('close', () => resolve(Number(text)));
    });
  const keys = { authorization: 'Bearer bax_sk_compose', 'x-project-id': 'proj_emulator' };
  const sms = JSON.stringify({ phone: PHONE });
  assert.equal(await ask('/v1/auth/sms/send', 'baxverify:4229', 'POST', keys, sms), 200);
  assert.equal(await ask('/emulator/messages', 'baxverify:4229', 'GET', {}), 200);
  assert.equal(await ask('/healthz', 'any.example', 'GET', {}), 200);
  assert.equal(await ask('/emulator/messages', 'other:4229', 'GET', {}), 403);
  running.child.kill('SIGTERM');
  const { code } = await running.ended;
  assert.equal(code, 0);
});
