import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connectEmulator, startEmulator } from '../index.mjs';
import { cli } from './support/cli.mjs';
import { clientOf, emulate, OTHER_PHONE, PHONE } from './support/client.mjs';

const RUNS = { timeout: 60_000 };
const FACE = fileURLToPath(new URL('../index.js', import.meta.url));

/** An emulator in another process, and a handle of it. */
async function connect(t, ...args) {
  const process = cli(t, ['--port', '0', '--json', ...args]);
  const [line] = await process.printed(/\{"type":"listening".*\}/);
  const emulator = await connectEmulator(JSON.parse(line).url);
  t.after(() => emulator.stop());
  return { emulator, process, ...clientOf(emulator) };
}

/** A server that responds to every request. */
async function serve(t, respond) {
  const server = createServer(respond).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

const json = (body) => (_, response) => response.end(JSON.stringify(body));

for (const [name, start] of [
  ['startEmulator', (t) => emulate(t, { projectId: 'proj_mine', credits: 9 })],
  ['connectEmulator', (t) => connect(t, '--project-id', 'proj_mine', '--credits', '9')],
]) {
  test(`the handle of ${name} has every method`, RUNS, async (t) => {
    const { emulator, send, verify, stats } = await start(t);
    assert.match(emulator.url, /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    assert.equal(emulator.url, `http://${emulator.host}:${emulator.port}/v1`);
    assert.equal(emulator.projectId, 'proj_mine');
    assert.match(emulator.clientKey, /^bax_pk_/);
    assert.deepEqual(emulator.env, {
      BAXCLOUD_BASE_URL: emulator.url,
      BAXCLOUD_PROJECT_ID: 'proj_mine',
      BAXCLOUD_API_KEY: emulator.apiKey,
    });

    assert.equal(emulator.codeFor(PHONE), undefined);
    assert.throws(() => emulator.codeFor('12'), /^TypeError: codeFor: option "phone"/);
    const waiting = emulator.waitForMessage(PHONE);
    await send({ phone: PHONE, purpose: 'LOGIN' });
    const message = await waiting;
    assert.deepEqual([message.purpose, message.status], ['LOGIN', 'SENT']);
    assert.equal(emulator.codeFor(PHONE), message.code);
    assert.equal(await emulator.waitForCode(PHONE), message.code);
    assert.deepEqual(emulator.messages(), [message]);
    assert.deepEqual(emulator.messages({ phone: OTHER_PHONE }), []);
    assert.deepEqual(emulator.messages({ projectId: 'proj_mine' }), [message]);
    for (const after of [message, message.id, new Date(emulator.now().getTime() + 1)]) {
      await assert.rejects(emulator.waitForCode(PHONE, { after, timeout: 20 }), {
        code: 'EMULATOR_WAIT_TIMEOUT',
        message: /\+4366412345678 within 20 ms \(1 sent so far, none usable\)/,
      });
    }

    const before = emulator.now();
    const moved = emulator.advance({ minutes: 10, seconds: 0.5 });
    assert.ok(moved - before >= 600_500 && moved - before < 660_000, String(moved - before));
    assert.equal((await verify({ phone: PHONE, code: message.code })).status, 400);
    assert.throws(() => emulator.advance({ days: 40_000 }), {
      name: 'TypeError',
      message: /^advance: .*100 years/,
    });

    const rule = emulator.inject({ route: 'stats', error: 'BAXVERIFY_RATE_LIMIT', seed: 7 });
    assert.equal((await stats()).status, 429);
    assert.deepEqual(
      emulator.faults().map(({ id, seed, hits }) => [id, seed, hits]),
      [[rule.id, 7, 1]],
    );
    assert.deepEqual([rule.remove(), rule.remove()], [true, false]);
    assert.equal((await stats()).status, 200);
    emulator.inject({ status: 503 });
    emulator.clearFaults();
    assert.deepEqual(emulator.faults(), []);
    assert.throws(() => emulator.inject({ error: 'NO_CODE' }), {
      name: 'TypeError',
      message: /^inject: error.*NO_CODE/,
    });

    assert.equal(emulator.updateProject({ credits: 0 }).credits, 0);
    assert.equal((await send({ phone: PHONE })).body.error.code, 'BAXVERIFY_INSUFFICIENT_CREDITS');
    const failPhones = Array.from({ length: 2_000 }, (_, n) => `+43664${1_000_000 + n}`);
    assert.equal(emulator.updateProject({ failPhones }).failPhones.length, 2_000);

    const project = emulator.createProject({ credits: 3 });
    assert.notEqual(project.projectId, emulator.projectId);
    await clientOf(project).send({ phone: OTHER_PHONE });
    assert.equal(await project.waitForCode(OTHER_PHONE), project.codeFor(OTHER_PHONE));
    assert.equal(project.messages().length, 1);
    assert.equal(project.update({ active: false }).active, false);
    project.inject({ status: 503 });
    emulator.reset({ projectId: project.projectId });
    assert.deepEqual([project.messages(), emulator.messages().length], [[], 1]);
    assert.throws(() => emulator.reset({ projectId: 'nowhere' }), {
      name: 'TypeError',
      message: /^reset: .*no project "nowhere"/,
    });
    emulator.reset();
    assert.deepEqual(emulator.messages(), []);
    assert.equal(emulator.updateProject({}).credits, 9);
    assert.equal(emulator.ref().unref(), emulator);

    const controller = new AbortController();
    const aborted = emulator.waitForCode(PHONE, { signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await assert.rejects(aborted, (error) => error === reason);
    await assert.rejects(emulator.waitForCode(PHONE, { signal: controller.signal }), reason);
    assert.throws(() => emulator.messages({ phon: PHONE }), /unknown option "phon"/);
    await assert.rejects(emulator.waitForCode('0664'), /"phone" must be an E.164 phone number/);

    const open = emulator.waitForCode(PHONE);
    const ended = assert.rejects(open, { code: 'EMULATOR_STOPPED' });
    await Promise.all([emulator.stop(), emulator.stop()]);
    await ended;
    await assert.rejects(emulator.waitForCode(PHONE), { code: 'EMULATOR_STOPPED' });
  });
}

test('a stopped handle leaves the emulator at work', RUNS, async (t) => {
  const { emulator } = await connect(t);
  await emulator.stop();
  assert.throws(() => emulator.messages(), { code: 'EMULATOR_STOPPED' });
  assert.equal((await fetch(emulator.url.replace('/v1', '/healthz'))).status, 200);
  const again = await connectEmulator(emulator.url);
  assert.deepEqual(again.messages(), []);
  await again.stop();
});

test('a handle says that its emulator has ended', RUNS, async (t) => {
  const { emulator, process } = await connect(t);
  const waiting = assert.rejects(emulator.waitForCode(PHONE, { timeout: 30_000 }), {
    code: 'EMULATOR_UNREACHABLE',
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.child.kill('SIGKILL');
  await process.ended;
  await waiting;
  assert.throws(() => emulator.messages(), {
    code: 'EMULATOR_UNREACHABLE',
    reason: 'ECONNREFUSED',
    message: /^No emulator responds at http:\/\/127\.0\.0\.1:\d+: nothing listens there\.$/,
  });
});

test('the handle does not keep the process alive, but a wait does', RUNS, async (t) => {
  const { emulator } = await connect(t);
  const script = `require(${JSON.stringify(FACE)}).connectEmulator(process.argv[1]).then((emulator) => {
    emulator.messages();
    console.log('connected');
    const code = process.argv[2] === 'wait' ? emulator.waitForCode(${JSON.stringify(PHONE)}) : null;
    code?.then(console.log);
    setTimeout(() => console.log('still here'), 20_000).unref();
  })`;
  const run = (what) => promisify(execFile)(process.execPath, ['-e', script, emulator.url, what]);
  assert.equal((await run('idle')).stdout, 'connected\n');
  const waiting = run('wait');
  await new Promise((resolve) => setTimeout(resolve, 500));
  await clientOf(emulator).send({ phone: PHONE });
  assert.equal((await waiting).stdout, `connected\n${emulator.codeFor(PHONE)}\n`);
});

test('requests go past a replaced node:http and a proxy of the environment', RUNS, async (t) => {
  const { emulator } = await connect(t);
  const script = `
    const http = require('node:http');
    http.request = http.get = globalThis.fetch = () => { throw new Error('replaced'); };
    globalThis.setTimeout = () => { throw new Error('replaced'); };
    require(${JSON.stringify(FACE)}).connectEmulator().then(async (emulator) => {
      console.log(emulator.messages().length);
      await emulator.waitForCode(${JSON.stringify(PHONE)}, { timeout: 50 }).catch((e) => console.log(e.code));
    })`;
  const env = { ...process.env, BAXCLOUD_BASE_URL: emulator.url, HTTP_PROXY: 'http://127.0.0.1:9' };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env });
  assert.equal(stdout, '0\nEMULATOR_WAIT_TIMEOUT\n');
});

test('nothing listens, and then something does', RUNS, async (t) => {
  const free = await startEmulator();
  const { port } = free;
  await free.stop();
  const url = `http://127.0.0.1:${port}`;
  await assert.rejects(connectEmulator(url, { timeout: 300 }), {
    code: 'EMULATOR_UNREACHABLE',
    reason: 'ECONNREFUSED',
    message: /nothing listens there/,
  });
  const connecting = connectEmulator(url, { timeout: 30_000 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { emulator } = await emulate(t, { port });
  const connected = await connecting;
  assert.equal(connected.apiKey, emulator.apiKey);
  await connected.stop();
});

test('what does not respond, and an abort, end the connection attempt', RUNS, async (t) => {
  const silent = createSocketServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  t.after(() => silent.close());
  const url = `http://127.0.0.1:${silent.address().port}`;
  await assert.rejects(connectEmulator(url, { timeout: 200 }), {
    code: 'EMULATOR_UNREACHABLE',
    reason: 'ETIMEDOUT',
  });
  const signal = AbortSignal.timeout(50);
  await assert.rejects(connectEmulator(url, { signal }), { name: 'TimeoutError' });
  await assert.rejects(connectEmulator(url, { signal }), { name: 'TimeoutError' });
  const refused = connectEmulator('http://127.0.0.1:1', { signal: AbortSignal.timeout(50) });
  await assert.rejects(refused, { name: 'TimeoutError' });
});

test('something else responds', RUNS, async (t) => {
  for (const respond of [
    (_, response) => response.end('<h1>hello</h1>'),
    (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1' }).end(),
    json({ status: 'ok' }),
    json(null),
  ]) {
    await assert.rejects(connectEmulator(await serve(t, respond)), {
      code: 'EMULATOR_UNKNOWN',
      message: /not an emulator of BaxVerify/,
    });
  }
});

test('another version responds', RUNS, async (t) => {
  const of = (version) => ({ status: 'ok', name: 'baxverify-emulator', version });
  for (const version of ['0.0.9', '0.2.0', '1.0.0', undefined]) {
    await assert.rejects(connectEmulator(await serve(t, json(of(version)))), {
      code: 'EMULATOR_VERSION',
      message: /Use the same version for both/,
    });
  }
});

test('the emulator refuses the host name', RUNS, async (t) => {
  const health = { status: 'ok', name: 'baxverify-emulator', version: '0.1.7' };
  const error = { code: 'EMULATOR_FORBIDDEN', message: 'Not this host.' };
  const url = await serve(t, ({ url }, response) => {
    if (url === '/healthz') return json(health)(undefined, response);
    return response.writeHead(403).end(JSON.stringify({ success: false, error }));
  });
  await assert.rejects(connectEmulator(url), { code: 'EMULATOR_FORBIDDEN', message: /Not this/ });
});

test('invalid arguments are refused by name', RUNS, async (t) => {
  delete process.env.BAXCLOUD_BASE_URL;
  for (const url of [
    undefined,
    '',
    'emulator:4229',
    '127.0.0.1',
    'ftp://127.0.0.1',
    'http://user:secret@127.0.0.1',
    'http://127.0.0.1/?a=1',
    'http://127.0.0.1/#a',
  ]) {
    await assert.rejects(connectEmulator(url), (error) => {
      assert.ok(error instanceof TypeError && !error.message.includes('secret'));
      assert.match(error.message, /^connectEmulator: the URL/);
      return true;
    });
  }
  const { emulator } = await emulate(t);
  for (const options of [{ timeout: 0 }, { timeout: '1' }, { signal: {} }, { tiemout: 1 }, null]) {
    await assert.rejects(connectEmulator(emulator.url, options), TypeError);
  }
});
