import { BlockList, isIP } from 'node:net';

/**
 * @typedef {{ variable: string, host: string, port: number, isSecure: boolean, authorization:
 *   string | undefined }} Proxy
 */

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Finds the proxy that the SDK uses for this URL, as the README describes.
 *
 * @returns {Proxy | undefined}
 */
export function checkProxy(report, build, env, url) {
  const variable = variableFor(env, url);
  if (!variable) return report.skip('proxy', 'No variable names a proxy.');
  if (build === 'fetch') {
    return report.skip('proxy', `${variable} is set. The fetch build does not read it.`);
  }
  if (isLoopback(hostOf(url))) {
    return report.skip('proxy', `${variable} is set. Loopback addresses are reached without it.`);
  }
  if (isException(env.NO_PROXY ?? env.no_proxy ?? '', url)) {
    return report.skip('proxy', `${variable} is set. NO_PROXY excepts the host.`);
  }
  const proxy = parse(variable, env[variable]);
  if (!proxy) return report.problem('proxy', 'PROXY_INVALID', { variable });
  const { host, port, authorization } = proxy;
  const credentials = authorization ? 'with credentials' : 'without credentials';
  report.ok('proxy', `${variable} names ${report.shown(host)}, port ${port}, ${credentials}.`);
  return proxy;
}

/** The upper-case name comes first. A variable that is set overrides the other, even if empty. */
function variableFor(env, url) {
  // In a CGI process, HTTP_PROXY is the value of a request header.
  const isCgi = env.REQUEST_METHOD !== undefined;
  const own = url.protocol === 'https:' ? ['HTTPS_PROXY'] : isCgi ? [] : ['HTTP_PROXY'];
  return [...own, 'ALL_PROXY']
    .map((name) => (env[name] === undefined ? name.toLowerCase() : name))
    .find((name) => env[name]);
}

function parse(variable, value) {
  const text = value.includes('://') ? value : `http://${value}`;
  if (!/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/i.test(text) || text.length > 4096) return undefined;
  try {
    const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
    if (hostname === '' || `${pathname}${search}${hash}`.includes('@')) return undefined;
    const userinfo = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const basic = Buffer.from(userinfo).toString('base64');
    return {
      variable,
      host: withoutBrackets(hostname),
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
      isSecure: protocol === 'https:',
      authorization: userinfo === ':' ? undefined : `Basic ${basic}`,
    };
  } catch {
    return undefined;
  }
}

export function hostOf(url) {
  return withoutBrackets(url.hostname);
}

export function portOf(url) {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}

function withoutBrackets(host) {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}

function isLoopback(host) {
  const kind = isIP(host);
  return kind ? LOOPBACK.check(host, `ipv${kind}`) : /(^|\.)localhost\.?$/.test(host);
}

/** Whether `NO_PROXY` has an entry for the host: `*`, a name, an address or a range. */
function isException(list, url) {
  const host = hostOf(url);
  const entries = list.slice(0, 32_768).split(/[,\s]+/);
  return entries.some((entry) => {
    const [, name, port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(entry) ? `[${entry}]` : entry);
    if (port !== undefined && Number(port) !== portOf(url)) return false;
    return name !== '' && (name === '*' || includes(name.toLowerCase(), host));
  });
}

function includes(entry, host) {
  const kind = isIP(host);
  if (!kind) {
    const name = entry.replace(/^\*?\./, '');
    return host === name || host.endsWith(`.${name}`);
  }
  const [address, bits] = entry.split('/');
  if (isIP(address) !== kind) return false;
  if (bits === undefined) return address === host;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (kind === 4 ? 32 : 128)) return false;
  const range = new BlockList();
  range.addSubnet(address, Number(bits), `ipv${kind}`);
  return range.check(host, `ipv${kind}`);
}
