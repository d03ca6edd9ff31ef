import { once } from 'node:events';
import { createServer } from 'node:http';
import { login as kit } from './service.mjs';

/**
 * Both kinds of handler behind one face: `call(path, { method, headers, body })` answers a
 * `Response`. Requests of the fetch handler never touch a socket, those of the Node handler go
 * through a server on loopback.
 */
export const KINDS = {
  fetch: async (_t, options) => {
    const handler = kit.toFetchHandler({ clientAddress: 'none', ...options });
    const call = (path, { body, headers, ...init } = {}) => {
      const all = new Headers(headers);
      if (typeof body === 'string' && !all.has('content-length')) {
        all.set('content-length', String(Buffer.byteLength(body)));
      }
      const request = new Request(`http://app.example${path}`, {
        method: 'POST',
        ...init,
        headers: all,
        body,
        ...(body instanceof ReadableStream && { duplex: 'half' }),
      });
      return handler(request, {});
    };
    return { call, host: 'app.example', handler };
  },
  node: async (t, options) => {
    const handler = kit.toNodeHandler({ clientAddress: 'none', ...options });
    const { url, host } = await serve(t, handler);
    const call = (path, { body, ...init } = {}) =>
      fetch(url + path, {
        method: 'POST',
        redirect: 'manual',
        ...init,
        body,
        ...(body instanceof ReadableStream && { duplex: 'half' }),
      });
    return { call, host, handler };
  },
};

export async function serve(t, listener) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${server.address().port}`;
  return { url: `http://${host}`, host, port: server.address().port };
}

export const JSON_TYPE = { 'content-type': 'application/json' };

/** Posts an object, and answers status, body and headers. */
export async function post(call, path, body, headers = {}) {
  const response = await call(path, {
    headers: { ...JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text && JSON.parse(text), headers: response.headers };
}

/** A login that needs no service, and notes what it is asked. */
export function fakeLogin(answers = {}) {
  const calls = [];
  const note = (name, answer) => async (request) => {
    calls.push([name, request]);
    const given = answers[name] ?? answer;
    if (given instanceof Error) throw given;
    return given;
  };
  return {
    calls,
    send: note('send', { phone: PHONE, expiresInSeconds: 600, resendAfterSeconds: 30 }),
    verify: note('verify', { phone: PHONE }),
    accept: note('accept', { phone: PHONE }),
  };
}

export const PHONE = '+4366412345678';
