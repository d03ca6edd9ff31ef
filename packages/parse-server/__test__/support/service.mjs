import { createServer } from 'node:http';
import { startEmulator } from '@baxcloud/baxverify-emulator';

/**
 * The emulator behind a proxy that records every validation and can fail on demand.
 *
 * `front.next(handler)` lets a handler answer the next validation. `front.all(handler)` lets it
 * answer all later ones, until `front.pass()`.
 */
export async function startService(t, options) {
  const emulator = await startEmulator({ sendLimit: 0, ...options });
  const front = await startFront(emulator);
  t.after(async () => {
    await front.stop();
    await emulator.stop();
  });
  return {
    emulator,
    front,
    url: front.url,
    /** Sends a code, verifies it, and returns `{ id, token }`. */
    prove: (phone, purpose = 'LOGIN') => prove(emulator, phone, purpose),
  };
}

async function prove(emulator, phone, purpose) {
  const headers = {
    authorization: `Bearer ${emulator.apiKey}`,
    'x-project-id': emulator.projectId,
    'content-type': 'application/json',
  };
  const call = async (path, body) => {
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${emulator.url}${path}`, options);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  };
  await call('/auth/sms/send', { phone, purpose });
  const code = emulator.codeFor(phone);
  const result = await call('/auth/sms/verify', { phone, code });
  return { id: result.phone, token: result.accessToken };
}

/** Answers a validation with the service's error body. */
export function refuseWith(code, status, message = 'For the owner only.') {
  return (request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    const details = {
      projectId: 'proj_emulator',
      helpUrl: 'https://dashboard.example/projects/proj_emulator',
    };
    const body = { success: false, error: { code, message, details }, path: request.url };
    response.end(JSON.stringify({ ...body, timestamp: new Date().toISOString() }));
  };
}

/** Answers a validation with the given proof. */
export function answerWith(proof) {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(proof));
  };
}

async function startFront(emulator) {
  const validations = [];
  const once = [];
  let always;
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    if (request.url.endsWith('/validate-token')) {
      validations.push(JSON.parse(body));
      const handler = once.shift() ?? always;
      if (handler) return handler(request, response, () => forward(request, response, body));
    }
    await forward(request, response, body);
  });
  const forward = async (request, response, body) => {
    const target = new URL(request.url, emulator.url);
    const {
      host: _host,
      'content-length': _length,
      connection: _connection,
      ...headers
    } = request.headers;
    const answer = await fetch(target, {
      method: request.method,
      headers,
      body: body || undefined,
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(await answer.text());
  };
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    validations,
    /** The validations since the last call. */
    taken: () => validations.splice(0),
    next: (handler) => once.push(handler),
    all: (handler) => {
      always = handler;
    },
    pass: () => {
      always = undefined;
      once.length = 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
