import { posix } from 'node:path';
import { parse } from '@textlint/markdown-to-ast';
import GithubSlugger from 'github-slugger';

/** Other sites that pages may link to. A test cannot call them, so a new one needs a decision. */
const KNOWN_HOSTS = new Set([
  'baxcloud.tech',
  'docs.rs',
  'github.com',
  'keepachangelog.com',
  'nodejs.org',
  'www.npmjs.com',
  'rustup.rs',
  'semver.org',
]);
const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost']);

/** A reference without a definition, which is printed as it is. */
const BROKEN_REFERENCE = /\[[^\]]+\]\[[^\]]*\]/;

/**
 * Finds links that lead nowhere. Nothing is requested.
 *
 * @param {Map<string, string | undefined>} files the files of the repository by path, with the text
 * of those that may hold a link
 * @param {{ repository: string, offline: (path: string) => boolean }} options `repository` is the
 * URL of its web pages. `offline` says whether a file is read where the repository is not.
 * @returns {string[]} `path:line: message`
 */
export function brokenLinks(files, { repository, offline }) {
  const folders = new Set([...files.keys()].flatMap(parents));
  const anchorsOf = new Map();
  const pages = [...files.keys()].filter(isPage);
  for (const path of pages) anchorsOf.set(path, anchors(parse(files.get(path))));
  const ours = new RegExp(`${repository}/blob/main/[^\\s)'"\`>\\]]*[^\\s)'"\`>\\].,;:]`, 'g');

  return [...files].flatMap(([path, text]) => {
    if (text === undefined) return [];
    const targets = ownUrls(text, ours);
    if (isPage(path)) targets.push(...links(parse(text)));
    return targets.flatMap(({ line, url }) => {
      const message = fault(path, url);
      return message ? [`${path}:${line}: ${url}: ${message}`] : [];
    });
  });

  function fault(path, url) {
    if (BROKEN_REFERENCE.test(url)) return 'no definition';
    if (url.startsWith(`${repository}/blob/main/`)) {
      return inside(posix.normalize(url.slice(`${repository}/blob/main/`.length)));
    }
    if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return outside(url);
    if (url.startsWith('/')) return 'not relative';
    if (offline(path) && !url.startsWith('#')) return `write ${repository}/blob/main/…`;
    if (url.startsWith('#')) return inside(`${path}${url}`);
    return inside(posix.join(posix.dirname(path), url));
  }

  function inside(target) {
    const [encoded, anchor] = target.split('#');
    const path = decodeURIComponent(encoded).replace(/\/$/, '');
    if (!files.has(path) && !folders.has(path)) return 'no such file';
    if (anchor === undefined) return undefined;
    return anchorsOf.get(path)?.has(decodeURIComponent(anchor)) ? undefined : 'no such heading';
  }
}

const isPage = (path) => /\.md$|(?:^|\/)llms\.txt$/.test(path);

/** The folders above a file. */
function parents(path) {
  const parent = posix.dirname(path);
  return parent === '.' ? [parent] : [parent, ...parents(parent)];
}

function outside(url) {
  if (!URL.canParse(url)) return 'not a URL';
  const { protocol, hostname, username } = new URL(url);
  if (protocol === 'http:' && LOCAL_HOSTS.has(hostname)) return undefined;
  if (protocol !== 'https:') return 'not https';
  if (username !== '') return 'a user name in the URL';
  return KNOWN_HOSTS.has(hostname) ? undefined : `${hostname} is not a known host`;
}

/** URLs of the repository in any text: messages of errors, docstrings, blocks of code. */
function ownUrls(text, ours) {
  return [...text.matchAll(ours)].map(({ 0: url, index }) => ({
    url,
    line: text.slice(0, index).split('\n').length,
  }));
}

function links(node) {
  const line = node.loc.start.line;
  const below = (node.children ?? []).flatMap(links);
  if (['Link', 'Image', 'Definition'].includes(node.type))
    return [{ url: node.url, line }, ...below];
  if (node.type === 'Html') {
    const attributes = [...node.value.matchAll(/\s(?:href|src)="([^"]*)"/g)];
    return attributes.map(([, url]) => ({ url, line }));
  }
  const broken = node.type === 'Str' && BROKEN_REFERENCE.exec(node.value);
  return broken ? [{ url: broken[0], line }] : below;
}

/** The anchors of a page, as GitHub makes them. */
function anchors(page) {
  const slugger = new GithubSlugger();
  return new Set(headings(page).map((heading) => slugger.slug(textOf(heading))));
}

const headings = (node) =>
  node.type === 'Header' ? [node] : (node.children ?? []).flatMap(headings);
const textOf = (node) => node.value ?? (node.children ?? []).map(textOf).join('');
