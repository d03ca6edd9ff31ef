const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathOf } = require('../handlers/routes.js');
const { optionMust, readOptions } = require('../options.js');
const { DEFAULT_TEXTS, SCRIPT_TEXTS } = require('./texts.js');

const TITLE = 'loginPage';
const MAX_LENGTH = 500;
const PATH = /^(?:\/[\w.~-]+)+$/;
const FOLDER = join(__dirname, '..', '..', 'page');

const HEADERS = Object.freeze({
  'cache-control': 'no-cache',
  // Its own script, style and routes, and nothing else.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

/** Public; see page.d.ts. */
function loginPage(options = {}) {
  const files = filesOf(settingsOf(options));

  function node(req, res, next) {
    const file = [req.originalUrl, req.url].map(fileAt).find(Boolean);
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    if ((!file || !isRead) && typeof next === 'function') return next();
    const { status, headers, content } = answerOf(file, isRead);
    res.writeHead(status, { ...headers, 'content-length': content.length });
    res.end(req.method === 'HEAD' ? undefined : content);
  }

  async function fetch(request) {
    const file = files.get(new URL(request.url).pathname);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const { status, headers, content } = answerOf(file, isRead);
    return new Response(request.method === 'HEAD' ? null : content, { status, headers });
  }

  const fileAt = (target) => (typeof target === 'string' ? files.get(pathOf(target)) : undefined);

  return Object.freeze({ node, fetch, paths: Object.freeze([...files.keys()]) });
}

function answerOf(file, isRead) {
  const plain = { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' };
  if (!file) return { status: 404, headers: plain, content: Buffer.from('Not found') };
  if (isRead) return { status: 200, ...file };
  const headers = { ...plain, allow: 'GET, HEAD' };
  return { status: 405, headers, content: Buffer.from('Method not allowed') };
}

function settingsOf(given) {
  const options = readOptions(TITLE, given, [
    'basePath',
    'afterLogin',
    'title',
    'language',
    'texts',
  ]);
  const must = (isMet, name, expected) => optionMust(isMet, TITLE, name, expected);
  const { basePath = '/login', afterLogin = '/', title = 'Log in', language = 'en' } = options;
  const isPath = isText(basePath) && PATH.test(basePath);
  must(basePath === '' || isPath, 'basePath', 'that of the handler, such as "/login"');
  must(isTarget(afterLogin), 'afterLogin', 'a path such as "/", or an address of http or https');
  must(isText(title), 'title', `text of 1 to ${MAX_LENGTH} characters`);
  must(isText(language), 'language', 'a language tag such as "en"');
  const texts = { ...DEFAULT_TEXTS };
  const ownTexts = readOptions(`${TITLE}: texts`, options.texts ?? {}, Object.keys(DEFAULT_TEXTS));
  for (const name of Object.keys(texts)) {
    const text = ownTexts[name];
    must(text === undefined || isText(text), `texts.${name}`, `1 to ${MAX_LENGTH} characters`);
    texts[name] = text ?? texts[name];
  }
  return { basePath, afterLogin, title, language, texts };
}

function isText(value) {
  return typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH;
}

/** An address that a browser goes to, and no script. */
function isTarget(value) {
  if (!isText(value)) return false;
  try {
    return ['http:', 'https:'].includes(new URL(value, 'https://app.example').protocol);
  } catch {
    return false;
  }
}

/** By path: what is served. */
function filesOf({ basePath, texts, ...values }) {
  const ofScript = Object.fromEntries(SCRIPT_TEXTS.map((name) => [name, texts[name]]));
  const fields = { ...texts, ...values, basePath, texts: JSON.stringify(ofScript) };
  const template = read('page.html').replace('lang="en"', 'lang="{{language}}"');
  const html = template.replace(/\{\{(\w+)\}\}/g, (_all, name) => escaped(fields[name]));
  const file = (type, text) => ({
    headers: { ...HEADERS, 'content-type': `${type}; charset=utf-8` },
    content: Buffer.from(text),
  });
  const page = file('text/html', html);
  return new Map([
    [basePath || '/', page],
    ...(basePath ? [[`${basePath}/`, page]] : []),
    [`${basePath}/page.css`, file('text/css', read('page.css'))],
    [`${basePath}/page.js`, file('text/javascript', read('page.js'))],
  ]);
}

function read(name) {
  return readFileSync(join(FOLDER, name), 'utf8');
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

module.exports = { loginPage };
