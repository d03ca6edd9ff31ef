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

describe('the README', { timeout: 120_000 }, () => {
  test('shows a server and a client that work together', async (t) => {
    const database = await createDatabase(t);
    const { emulator } = await startService(t);
    const place = join(serverFolder, 'node_modules', '.from-readme');
    mkdirSync(place, { recursive: true });
    t.after(() => rmSync(place, { recursive: true }));
    // The server brings version 7 or 8 of the SDK: the README tells the difference.
    const sdk = parseServerMajor === 8 ? "'parse/node.js'" : "'parse/node'";
    writeFileSync(join(place, 'server.mjs'), file('server.mjs'));
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
      },
    });
    t.after(() => server.kill('SIGKILL'));
    let output = '';
    server.stdout.on('data', (data) => (output += data));
    server.stderr.on('data', (data) => (output += data));
    const address = `http://127.0.0.1:${port}`;
    while (!(await fetch(`${address}/parse/health`).catch(() => {}))) {
      assert.equal(server.exitCode, null, output);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

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
    const stored = (await database.users()).map(({ authData }) => authData?.baxverify);
    assert.deepEqual(
      stored.sort((a, b) => (a.id < b.id ? -1 : 1)),
      [{ id: phone }, { id: other }],
    );

    await sendCode(phone);
    await assert.rejects(logIn(phone, '0'), /400/);
  });

  test('names the codes that are there', () => {
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

  test('lists the options that there are', () => {
    const types = readFileSync(new URL('../index.d.ts', import.meta.url), 'utf8');
    const [, body] = types.match(/interface BaxVerifyAdapterOptions \{([\s\S]*?)\n {2}\}/);
    const typed = [...body.matchAll(/^ {4}(\w+)\?:/gm)].map(([, name]) => name);
    const [, table] = readme.match(/## Options\n([\s\S]*?)\n## /);
    const documented = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    assert.deepEqual(documented.sort(), typed.sort());
  });
});

function file(name) {
  const [, text] = readme.match(new RegExp(`<!-- file: ${name} -->\n\`\`\`js\n([\\s\\S]*?)\`\`\``));
  return text;
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
