import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { TIMED_OUT, within } from '../time-limit.mjs';

const LARGEST_HEAD = 16_384;

/**
 * Opens a connection to the service, through the proxy if there is one.
 *
 * @param {{ host: string, port: number, source: string, proxy?: import('./proxy.mjs').Proxy, roots?:
 *   string[] }} target `roots` are PEM texts that replace the roots of Node.js
 * @returns {Promise<import('node:net').Socket | undefined>}
 */
export async function checkConnection(report, target, milliseconds) {
  const { host, port, source, proxy, roots } = target;
  const began = performance.now();
  const opened = await open({ ...(proxy ?? target), roots }, milliseconds);
  if (!opened.socket) {
    const reason = report.shown(opened.code);
    const { variable } = proxy ?? {};
    const values = { host: report.shown(host), port, source, variable, reason };
    report.problem('connection', proxy ? 'PROXY_UNREACHABLE' : idOf(opened.code), values);
    return undefined;
  }
  if (proxy) {
    const status = await openTunnel(opened.socket, target, milliseconds);
    if (status !== 200) {
      opened.socket.destroy();
      const values = { status, variable: proxy.variable, reason: 'no response to CONNECT' };
      report.problem('connection', idOfTunnel(status), values);
      return undefined;
    }
  }
  const took = Math.round(performance.now() - began);
  report.ok('connection', `${report.shown(host)}, port ${port}, accepts connections (${took} ms).`);
  return opened.socket;
}

function idOf(code) {
  if (code === 'ECONNREFUSED') return 'CONNECTION_REFUSED';
  return code === 'ETIMEDOUT' ? 'CONNECTION_TIMEOUT' : 'CONNECTION_FAILED';
}

function idOfTunnel(status) {
  if (status === undefined) return 'PROXY_UNREACHABLE';
  return status === 407 ? 'PROXY_CREDENTIALS' : 'PROXY_REFUSED';
}

/** @returns {Promise<{ socket: import('node:net').Socket } | { code: string }>} */
async function open({ host, port, isSecure, roots }, milliseconds) {
  const options = { host, port };
  // The certificate of a proxy is checked, because it gets a password.
  const socket = isSecure
    ? connectTls({
        ...options,
        servername: isIP(host) ? '' : host,
        rejectUnauthorized: true,
        ...(roots && { ca: roots }),
      })
    : connectTcp(options);
  // A later error must not end the process.
  socket.on('error', () => {});
  const result = new Promise((resolve) => {
    socket.once(isSecure ? 'secureConnect' : 'connect', () => resolve({ socket }));
    socket.once('error', ({ code, errors }) =>
      resolve({ code: code ?? errors?.[0]?.code ?? 'unknown' }),
    );
  });
  const opened = await within(result, milliseconds);
  if (opened !== TIMED_OUT && opened.socket) return opened;
  socket.destroy();
  return opened === TIMED_OUT ? { code: 'ETIMEDOUT' } : opened;
}

/** Asks the proxy for a connection. Returns its status, or undefined if it sends none. */
async function openTunnel(socket, { host, port, proxy }, milliseconds) {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const head = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (proxy.authorization) head.push(`Proxy-Authorization: ${proxy.authorization}`);
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const result = new Promise((resolve) => {
    let text = '';
    const done = (status) => {
      socket.off('data', onData);
      resolve(status);
    };
    const onData = (chunk) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end >= 0) {
        socket.pause();
        done(Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]));
      } else if (text.length > LARGEST_HEAD) done();
    };
    socket.on('data', onData);
    socket.once('close', () => done());
  });
  const status = await within(result, milliseconds);
  return Number.isInteger(status) ? status : undefined;
}
