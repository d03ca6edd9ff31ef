import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createDatabase } from './support/database.mjs';
import { parseServerMajor, requireThere, serverFolder } from './support/packages.mjs';
import { startService } from './support/service.mjs';
import { newPhone } from './support/suite.mjs';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', { timeout: 180_000 }, () => {
  test('shows a server and a client that work together', async (t) => {
    const { address, emulator, database, place } = await startServer(t, {});
    process.env.SERVER = address;
    const { linkPhone, logIn, sendCode } = await import(pathToFileURL(join(place, 'client.mjs')));
    const { default: Parse } = await import(
      pathToFileURL(join(serverFolder, 'node_modules/parse/node.js'))
    );
    Parse.User.enableUnsafeCurrentUser();

    const phone = newPhone();
    await sendCode(phone);
    const user = await logIn(phone, emulator.codeFor(phone));
    assert.ok(user.getSessionToken());
    await Parse.User.logOut();
    await sendCode(phone);
    assert.equal((await logIn(phone, emulator.codeFor(phone))).id, user.id);
    await Parse.User.logOut();

    const named = await Parse.User.signUp('named', 'secret-password');
    const other = newPhone();
    await sendCode(other);
    await linkPhone(named, other, emulator.codeFor(other));
    const changed = newPhone();
    await sendCode(changed);
    await linkPhone(named, changed, emulator.codeFor(changed));
    await Parse.User.logOut();

    const anonymous = await Parse.AnonymousUtils.logIn();
    const third = newPhone();
    await sendCode(third);
    assert.equal((await logIn(third, emulator.codeFor(third))).id, anonymous.id);
    await Parse.User.logOut();

    const stored = (await database.users()).map(({ authData }) => authData?.baxverify.id);
    assert.deepEqual(stored.sort(), [phone, changed, third].sort());

    // An anonymous user on a second device. The phone number already has its user.
    await Parse.AnonymousUtils.logIn();
    await sendCode(third);
    assert.equal((await logIn(third, emulator.codeFor(third))).id, anonymous.id);
    await Parse.User.logOut();

    await sendCode(newPhone());
    await assert.rejects(logIn(phone, '000000'), (error) => {
      assert.deepEqual([error.status, error.code], [400, 'BAXVERIFY_OTP_EXPIRED']);
      return true;
    });
    await assert.rejects(sendCode('x'.repeat(65)), {
      status: 400,
      code: 'BAXVERIFY_INVALID_ARGUMENT',
    });
  });

  test('shows a server that withstands invalid input and floods', async (t) => {
    const { address, emulator, output } = await startServer(t, {
      WEB_ORIGINS: 'https://app.example,https://www.example',
      TRUST_PROXY: 'loopback',
    });
    let clients = 0;
    const newAddress = () => {
      clients += 1;
      return `192.0.2.${clients}`;
    };
    const send = (path, body, { headers, ip = newAddress() } = {}) =>
      fetch(address + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': ip, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    const answer = async (...args) => {
      const response = await send(...args);
      return [response.status, (await response.json()).code];
    };
    const bad = [400, 'BAXVERIFY_INVALID_ARGUMENT'];
    for (const body of [
      {},
      [],
      { phone: 7 },
      { phone: { toString: 1 } },
      { phone: null },
      { phone: '' },
    ]) {
      assert.deepEqual(await answer('/phone/send', body), bad, JSON.stringify(body));
    }
    const phone = newPhone();
    for (const body of [{}, { phone }, { phone, code: 1 }, { phone, code: 'x'.repeat(65) }]) {
      assert.deepEqual(await answer('/phone/verify', body), bad, JSON.stringify(body));
    }
    assert.deepEqual(await answer('/phone/send', { phone: '123' }), [
      400,
      'BAXVERIFY_INVALID_PHONE',
    ]);
    assert.deepEqual(await answer('/phone/send', '{"phone":'), [400, 'BAD_REQUEST']);
    assert.deepEqual(await answer('/phone/send', '"text"'), [400, 'BAD_REQUEST']);
    assert.deepEqual(await answer('/phone/send', { phone: 'x'.repeat(3000) }), [
      413,
      'BAD_REQUEST',
    ]);
    assert.deepEqual(
      await answer('/phone/send', 'phone=1', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
      bad,
    );

    // The service's own limit.
    const limited = newPhone();
    emulator.inject({ phone: limited, error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds: 170 });
    const byService = await send('/phone/send', { phone: limited });
    assert.equal(byService.status, 429);
    assert.equal(byService.headers.get('retry-after'), '170');
    assert.deepEqual(await byService.json(), { code: 'BAXVERIFY_RATE_LIMIT' });
    // Errors that only the owner may see.
    const broke = newPhone();
    emulator.inject({ phone: broke, error: 'BAXVERIFY_INSUFFICIENT_CREDITS' });
    assert.deepEqual(await answer('/phone/send', { phone: broke }), [503, 'UNAVAILABLE']);
    assert.match(output(), /BAXVERIFY_INSUFFICIENT_CREDITS/);
    assert.ok(!output().includes(broke.slice(1)));

    // The app's limits by phone number, in any notation, and by address.
    const flooded = newPhone();
    const spellings = [flooded, `${flooded.slice(0, 3)} ${flooded.slice(3)}`, flooded, flooded];
    const statuses = [];
    let last;
    for (const spelling of spellings) {
      last = await send('/phone/send', { phone: spelling });
      statuses.push(last.status);
    }
    assert.equal(statuses.at(-1), 429);
    assert.ok(Number(last.headers.get('retry-after')) > 0);
    assert.deepEqual(await last.json(), { code: 'RATE_LIMIT' });
    const ip = '198.51.100.1';
    const many = [];
    for (let n = 0; n < 11; n += 1) {
      many.push((await send('/phone/send', { phone: newPhone() }, { ip })).status);
    }
    assert.deepEqual(many, [...Array(10).fill(200), 429]);

    // Parse Server's limits.
    const headers = { 'x-parse-application-id': 'my-app' };
    const parse = (path, body, from = ip) => send(`/parse${path}`, body, { ip: from, headers });
    for (const path of ['/users', '/classes/_User', '/login', '/challenge']) {
      const codes = [];
      for (let n = 0; n < 21; n += 1) codes.push((await parse(path, {})).status);
      assert.ok(!codes.slice(0, 20).includes(429), `${path}: ${codes}`);
      assert.equal(codes[20], 429, path);
      assert.notEqual((await parse(path, {}, newAddress())).status, 429, 'another address');
    }

    // CORS.
    const preflight = (origin) =>
      fetch(`${address}/phone/send`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    for (const origin of ['https://app.example', 'https://www.example']) {
      const allowed = (await preflight(origin)).headers;
      assert.equal(allowed.get('access-control-allow-origin'), origin);
      const real = await send('/phone/send', {}, { headers: { origin } });
      assert.equal(real.headers.get('access-control-allow-origin'), origin);
      assert.match(real.headers.get('access-control-expose-headers'), /Retry-After/);
    }
    const foreign = (await preflight('https://evil.example')).headers;
    assert.equal(foreign.get('access-control-allow-origin'), null);
  });

  test('shows a server that trusts only the addresses from its proxies', async (t) => {
    const { address } = await startServer(t, {});
    const statuses = { '/phone/send': [], '/parse/users': [] };
    for (const [path, seen] of Object.entries(statuses)) {
      for (let n = 0; n < 21; n += 1) {
        const headers = {
          'content-type': 'application/json',
          'x-forwarded-for': `192.0.2.${n}`,
          'x-parse-application-id': 'my-app',
        };
        const options = { method: 'POST', headers, body: '{}' };
        seen.push((await fetch(address + path, options)).status);
      }
    }
    assert.deepEqual(statuses['/phone/send'], [...Array(10).fill(400), ...Array(11).fill(429)]);
    assert.deepEqual(statuses['/parse/users'], [...Array(20).fill(400), 429]);
  });

  test('shows a Cloud function that checks the proof itself', async (t) => {
    const { address, emulator, prove, output } = await startServer(t, {}, (text) =>
      text
        .replace("import cors from 'cors';", "import { cloud } from './cloud.mjs';\n$&")
        .replace("  appId: 'my-app',", '$&\n  cloud,'),
    );
    const post = async (path, body) => {
      const response = await fetch(`${address}/parse${path}`, {
        method: 'POST',
        headers: { 'x-parse-application-id': 'my-app', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.json();
    };
    const logIn = (params) => post('/functions/logInKnownPhone', params);
    const known = await prove(newPhone());
    const user = await post('/users', { authData: { baxverify: known } });
    const { result } = await logIn(await prove(known.id));
    const me = await fetch(`${address}/parse/users/me`, {
      headers: { 'x-parse-application-id': 'my-app', 'x-parse-session-token': result },
    });
    assert.equal((await me.json()).objectId, user.objectId);

    const other = newPhone();
    const refused = { code: 101, error: 'Verify a new code.' };
    for (const params of [
      {},
      { id: known.id },
      { id: known.id, token: 'a.b.c' },
      { id: known.id, token: known.token },
      { id: known.id, token: { $ne: null } },
      { id: known.id, phone: known.id, token: (await prove(other)).token },
      { token: (await prove(known.id, 'RESET')).token },
    ]) {
      assert.deepEqual(await logIn(params), refused, JSON.stringify(params));
    }
    const later = await prove(known.id);
    emulator.inject({ route: 'validate-token', times: 1, error: 'BAXVERIFY_NO_SUBSCRIPTION' });
    assert.deepEqual(await logIn(later), { code: 100, error: 'Try again later.' });
    assert.match(output(), /BAXVERIFY_NO_SUBSCRIPTION/);
    assert.ok((await logIn(later)).result);
    assert.ok(!output().includes(emulator.apiKey));
    assert.ok(!output().includes(known.id));
  });

  test('names every variable, and installs every package that its files use', () => {
    const files = ['server.mjs', 'client.mjs', 'cloud.mjs'].map(file).join('\n');
    const used = new Set([...files.matchAll(/\benv\??\.([A-Z_]+)/g)].map(([, name]) => name));
    used.delete('SERVER');
    const named = [...readme.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name);
    assert.deepEqual([...used].sort(), named.sort());
    const [, line] = readme.match(/^npm install (.+)$/m);
    const imported = [...files.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) =>
      name.replace('parse/node', 'parse'),
    );
    const modules = [...files.matchAll(/module: '([^']+)'/g)].map(([, name]) => name);
    assert.deepEqual(line.split(' ').sort(), [...new Set([...imported, ...modules])].sort());
    assert.match(readme, /^npm pkg set overrides\.router=2\.2\.0$/m);
  });

  test('lists the existing codes', () => {
    const { FAILURES } = load('lib/failures.js');
    const Parse = load('../../parse/node.js');
    const documented = [...readme.matchAll(/^\| (\d+) `([A-Z_]+)`/gm)];
    for (const [, number, name] of documented) assert.equal(Parse.Error[name], Number(number));
    const used = Object.values(FAILURES).flatMap(({ code, codeInUpdate }) => [code, codeInUpdate]);
    assert.deepEqual(
      [...new Set(documented.map(([, , name]) => name))].sort(),
      [...new Set(used.filter(Boolean))].sort(),
    );
  });

  test('lists the existing options', () => {
    const types = readFileSync(new URL('../index.d.ts', import.meta.url), 'utf8');
    const [, body] = types.match(/interface BaxVerifyAdapterOptions \{([\s\S]*?)\n {2}\}/);
    const typed = [...body.matchAll(/^ {4}(\w+)\?:/gm)].map(([, name]) => name);
    const [, table] = readme.match(/## Options\n([\s\S]*?)\n## /);
    const documented = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    assert.deepEqual(documented.sort(), typed.sort());
  });
});

function file(name) {
  const [, text] = readme.match(
    new RegExp(`<!-- file: ${name} -->\n+\`\`\`js\n([\\s\\S]*?)\`\`\``),
  );
  return text;
}

/** Starts the README's server in a separate process, with its database and service. */
async function startServer(t, env, change = (text) => text) {
  const database = await createDatabase(t);
  const { emulator, prove } = await startService(t);
  const place = join(serverFolder, 'node_modules', '.from-readme');
  mkdirSync(place, { recursive: true });
  t.after(() => rmSync(place, { recursive: true }));
  // The server has version 7 or 8 of the SDK. The README describes the difference.
  const sdk = parseServerMajor === 8 ? "'parse/node.js'" : "'parse/node'";
  writeFileSync(join(place, 'server.mjs'), change(file('server.mjs')));
  writeFileSync(join(place, 'cloud.mjs'), file('cloud.mjs'));
  writeFileSync(join(place, 'client.mjs'), file('client.mjs').replace(/'parse\/node'/, sdk));
  const port = await freePort();
  const server = spawn(process.execPath, ['server.mjs'], {
    cwd: place,
    env: {
      ...process.env,
      ...emulator.env,
      PORT: String(port),
      PARSE_MASTER_KEY: 'master',
      DATABASE_URI: database.url,
      ...env,
    },
  });
  t.after(() => server.kill('SIGKILL'));
  let text = '';
  server.stdout.on('data', (data) => (text += data));
  server.stderr.on('data', (data) => (text += data));
  const address = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${address}/parse/health`).catch(() => {}))) {
    assert.equal(server.exitCode, null, text);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { address, emulator, prove, database, place, output: () => text };
}

function load(path) {
  return requireThere(join(serverFolder, 'node_modules/@baxcloud/parse-server-baxverify', path));
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
