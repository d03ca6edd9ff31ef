import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as face from '../page.mjs';

const { loginPage } = face;

async function serve(t, handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** Both handlers, asked the same. */
async function both(t, options) {
  const page = loginPage(options);
  const address = await serve(t, (req, res) => page.node(req, res));
  return (path, init) =>
    Promise.all([
      fetch(address + path, init),
      page.fetch(new Request(`https://app.example${path}`, init)),
    ]);
}

test('the page, its style and its script are served, with a policy that allows no more', async (t) => {
  const ask = await both(t);
  for (const [path, type] of [
    ['/login', 'text/html'],
    ['/login/', 'text/html'],
    ['/login?next=%2F', 'text/html'],
    ['/login/page.css', 'text/css'],
    ['/login/page.js', 'text/javascript'],
  ]) {
    const texts = [];
    for (const response of await ask(path)) {
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), `${type}; charset=utf-8`);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      assert.match(response.headers.get('content-security-policy'), /^default-src 'none'; /);
      assert.doesNotMatch(response.headers.get('content-security-policy'), /unsafe|\*/);
      texts.push(await response.text());
    }
    assert.equal(texts[0], texts[1]);
    assert.doesNotMatch(texts[0], /\{\{|undefined/);
    for (const response of await ask(path, { method: 'HEAD' })) {
      assert.equal(response.status, 200);
      assert.equal(await response.text(), '');
    }
  }
});

test('nothing is inline in the page', async () => {
  const html = await (await loginPage().fetch(new Request('http://localhost/login'))).text();
  assert.doesNotMatch(html, /<style|style=|\son\w+=|javascript:/i);
  assert.deepEqual(html.match(/<script[^>]*>[^<]*/g), [
    '<script type="module" src="/login/page.js">',
  ]);
});

test('other paths and methods', async (t) => {
  const ask = await both(t, { basePath: '/a/b' });
  for (const path of ['/login', '/a/b/page.html', '/a/b/../../package.json', '/a/b/send']) {
    for (const response of await ask(path)) assert.equal(response.status, 404);
  }
  for (const response of await ask('/a/b', { method: 'POST' })) {
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'GET, HEAD');
  }
  for (const response of await ask('/a/b')) assert.equal(response.status, 200);
});

test('what it does not serve goes on to the next handler', async (t) => {
  const page = loginPage();
  const address = await serve(t, (req, res) => page.node(req, res, () => res.end('next')));
  assert.equal(await (await fetch(`${address}/other`)).text(), 'next');
  assert.equal(await (await fetch(`${address}/login`, { method: 'POST' })).text(), 'next');
  assert.match(await (await fetch(`${address}/login`)).text(), /^<!doctype html>/);
});

test('a framework that strips the path it is mounted at', async (t) => {
  const page = loginPage();
  const address = await serve(t, (req, res) => {
    req.originalUrl = req.url;
    req.url = '/';
    page.node(req, res);
  });
  assert.equal((await fetch(`${address}/login/page.css`)).status, 200);
});

test('at the root', async (t) => {
  const ask = await both(t, { basePath: '' });
  for (const response of await ask('/')) {
    assert.match(await response.text(), /src="\/page\.js"/);
  }
});

test('its paths are told to routers', () => {
  assert.deepEqual(loginPage({ basePath: '/x' }).paths, ['/x', '/x/', '/x/page.css', '/x/page.js']);
});

test('wrong options end the start of the app', () => {
  for (const [options, message] of [
    [{ basePath: '/x/' }, /loginPage: the option "basePath"/],
    [{ basePath: 5 }, /"basePath"/],
    [{ basePath: `/${'x'.repeat(50_000)}` }, /"basePath"/],
    [{ afterLogin: 'javascript:alert(1)' }, /"afterLogin"/],
    [{ afterLogin: 'data:text/html,x' }, /"afterLogin"/],
    [{ title: '' }, /"title"/],
    [{ texts: { phon: 'x' } }, /unknown option "phon"/],
    [{ texts: { phone: 5 } }, /"texts.phone"/],
    [{ titel: 'x' }, /unknown option "titel"/],
  ]) {
    assert.throws(() => loginPage(options), { name: 'TypeError', message });
  }
});

test('CommonJS and ES modules get the same functions', () => {
  assert.deepEqual({ ...face }, { ...createRequire(import.meta.url)('../page.js') });
});
