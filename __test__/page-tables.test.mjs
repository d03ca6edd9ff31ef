// The tables and names of the README and the other pages are those of the code and the types.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { BaxCloudVerifyClient, CLIENT_ERROR_CODES, SERVICE_ERROR_CODES } from '@baxcloud/baxverify';
import { clientOf } from './support/client.mjs';
import { CODES } from './support/codes.mjs';
import { ROOT } from './support/process.mjs';
import { creationOf, pages, read } from './support/public-pages.mjs';
import { json, Server } from './support/server.mjs';

/** The cells of the rows under a heading of the README, which begin with code. */
function rowsOf(heading) {
  const [, section] = new RegExp(`\\n#+ ${heading}\\n([\\s\\S]*?)(?=\\n## )`).exec(
    read('README.md'),
  );
  return [...section.matchAll(/^\| `.*\|$/gm)].map(([row]) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const codeIn = (cell) => /^`([^`]*)`/.exec(cell)[1];

test('the README lists every error code with its status', () => {
  const rows = rowsOf('Errors').filter(([cell]) => /^`BAXVERIFY_/.test(cell));
  assert.deepEqual(
    rows.map(([cell]) => codeIn(cell)),
    [...SERVICE_ERROR_CODES, ...CLIENT_ERROR_CODES],
  );
  const statusOf = new Map(CODES.map(([code, status]) => [code, String(status)]));
  for (const [cell, status] of rows.slice(0, SERVICE_ERROR_CODES.length)) {
    assert.equal(status, statusOf.get(codeIn(cell)), cell);
    assert.doesNotMatch(cell, /¹/);
  }
  for (const [cell] of rows.slice(SERVICE_ERROR_CODES.length)) assert.match(cell, /¹/);
});

test('the README and the types list every option', () => {
  const expected = creationOf({ unknown: 1 });
  const options = /^one of (.*)$/.exec(expected)[1].split(', ').sort();
  const types = read('index.d.ts');
  const [, declared] = /interface BaxCloudVerifyClientOptions \{(.*?)\n\}/s.exec(types);
  assert.deepEqual(
    [...declared.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name).sort(),
    options,
  );
  const rows = rowsOf('Configuration').map(([cell]) => codeIn(cell));
  assert.deepEqual(rows.filter((name) => /^[a-z]/.test(name)).sort(), options);
});

test('the README has the arguments and the results of the types', () => {
  const types = read('index.d.ts');
  /** `name` or `name?` of each member, with those that it extends. */
  const membersOf = (name) => {
    const [, body] = new RegExp(`interface ${name}\\b[^{]*\\{(.*?)\\n\\}`, 's').exec(types);
    return [...body.matchAll(/^ {2}(\w+\??):/gm)].map(([, member]) => member).sort();
  };
  const inBraces = (text) => /\{ ([^}]*) \}/.exec(text)?.[1].split(', ').sort();
  const rows = new Map(rowsOf('Methods').map((row) => [/\w+/.exec(codeIn(row[0]))[0], row]));
  for (const [method, argument, result] of [
    ['sendOtp', 'SendOtpRequest', 'SendOtpResult'],
    ['verifyOtp', 'VerifyOtpRequest', 'VerifyOtpResult'],
    [
      'validateVerificationToken',
      'ValidateVerificationTokenRequest',
      'ValidateVerificationTokenResult',
    ],
    ['getStats', 'GetStatsQuery', 'StatsResult'],
    ['listLogs', 'ListLogsQuery', 'LogPage'],
    ['eachLog', 'EachLogQuery'],
  ]) {
    const row = rows.get(method);
    assert.deepEqual(inBraces(row[0]), membersOf(argument), method);
    if (result) assert.deepEqual(inBraces(row[2]), membersOf(result), method);
  }
});

test('the README lists every field of an error', () => {
  const [, declared] = /class BaxVerifyError extends Error \{(.*?)\n\}/s.exec(read('index.d.ts'));
  const fields = [...declared.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
  assert.ok(fields.length > 8);
  const rows = rowsOf('Errors').flatMap(([cell]) => [...cell.matchAll(/`([a-z]\w+)`/g)]);
  const named = new Set(rows.map(([, name]) => name));
  for (const field of fields.filter((name) => name !== 'name')) assert.ok(named.has(field), field);
});

test('every code and every variable that a page names exists in the code', () => {
  const folders = ['lib', 'crates', 'src', 'packages/emulator', 'packages/login/lib']
    .concat(['packages/parse-server/lib', 'tools/build'])
    .map((folder) => path.join(ROOT, folder));
  const sources = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(?:rs|[cm]?js|json|ts)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/node_modules|target/.test(file));
  const NAME = /\b(?:BAXCLOUD|BAXVERIFY|EMULATOR)_[A-Z][A-Z_]*[A-Z]\b/g;
  const known = new Set(sources.flatMap((file) => readFileSync(file, 'utf8').match(NAME) ?? []));
  // Set by who runs the tests of the adapter.
  known.add('BAXVERIFY_TEST_DATABASE');
  for (const { name } of JSON.parse(read('packages/emulator/lib/options.json'))) {
    known.add(`BAXVERIFY_EMULATOR_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`);
  }
  const named = [...pages].flatMap(([file, text]) =>
    (text.match(NAME) ?? []).map((name) => `${name} in ${file}`),
  );
  assert.ok(named.length > 200, `${named.length}`);
  assert.deepEqual(
    [...new Set(named)].filter((each) => !known.has(each.split(' ')[0])),
    [],
  );
});

test('http is allowed for exactly the local names of the README', () => {
  const [, names] = /without a public suffix: ((?:`[^`]+`,? ?)+)/.exec(pages.get('README.md'));
  const hosts = names.match(/`([^`]+)`/g).map((name) => name.slice(1, -1).replace('*', 'a'));
  assert.ok(hosts.length >= 6, names);
  for (const host of hosts) {
    assert.equal(creationOf({ baseUrl: `http://${host}/v1` }), undefined, host);
  }
  for (const host of ['a.example', 'a.dev', 'a.arpa', 'test.a', 'a.localdomain']) {
    assert.match(creationOf({ baseUrl: `http://${host}/v1` }), /^an https URL/, host);
  }
});

// Only Linux lists threads with their names, and the fetch build has none.
if (process.platform === 'linux' && BaxCloudVerifyClient.build === 'native') {
  test('the threads are those of the README and of the hover text', async (t) => {
    const sentence =
      'All clients of a process share one connection pool and one thread per origin, and one thread for deadlines.';
    for (const file of ['README.md', 'index.d.ts']) {
      assert.ok(pages.get(file).includes(sentence), file);
      assert.equal(pages.get(file).match(/one thread per origin/g).length, 1);
      assert.doesNotMatch(pages.get(file), /(?:two|2|three|3) threads/i);
    }
    const names = () =>
      readdirSync('/proc/self/task')
        .map((id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim())
        .filter((name) => /^baxverify(?:-clock)?$/.test(name))
        .sort();
    const clients = [];
    for (const origin of [1, 2]) {
      const server = await Server.start(t);
      clients.push(clientOf(server), clientOf(server));
      for (const each of clients.slice(-2)) {
        server.reply(json({ sent: 1 }));
        await each.getStats();
      }
      const engines = Array(origin).fill('baxverify');
      assert.deepEqual(names(), [...engines, 'baxverify-clock']);
    }
  });
}
