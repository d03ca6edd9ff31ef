const { PhoneLoginError } = require('../login/error.js');
const { Body, tooSlow } = require('./body.js');
const { answerTo, notFound } = require('./exchange.js');
const { settingsOf } = require('./settings.js');

/** Public; see index.d.ts. */
function toFetchHandler(options) {
  const settings = settingsOf('toFetchHandler', options, { hasSocket: false });

  return async function phoneLogin(request, context) {
    if (typeof request?.headers?.get !== 'function') {
      throw new TypeError(
        'toFetchHandler: the request is no web Request. With (req, res), use toNodeHandler.',
      );
    }
    const url = new URL(request.url);
    const step = settings.routeOf(url.pathname);
    if (step === undefined) return toResponse(notFound({ request }, settings));
    const header = (name) => request.headers.get(name) ?? undefined;
    const answer = await answerTo(
      step,
      {
        method: request.method,
        header,
        host: header('host') ?? url.host,
        request,
        context,
        readBody: () => readBody(request, settings),
        verified: async (phone, headers) =>
          settings.onVerified({ phone, request, context, headers }),
        adopt,
      },
      settings,
    );
    return toResponse(answer);
  };
}

async function readBody(request, { maxBodyBytes, bodyTimeout }) {
  if (request.bodyUsed) {
    throw new Error(
      'The body was read before this handler. Hand it a request that nobody has read.',
    );
  }
  const body = new Body(maxBodyBytes);
  const reader = request.body?.getReader();
  if (reader) await readAll(reader, body, bodyTimeout);
  return body.object();
}

/** The time is for the whole body: a client that sends a byte now and then is slow too. */
async function readAll(reader, body, timeout) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow()), timeout);
  });
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return;
      body.add(value);
    }
  } catch (error) {
    // Not awaited: a stream that hangs may hang here too.
    reader.cancel().catch(() => {});
    throw error instanceof PhoneLoginError
      ? error
      : new PhoneLoginError('invalid_input', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** A copy, as the headers of a redirect cannot be changed. */
async function adopt(response, headers) {
  const merged = new Headers(response.headers);
  for (const [name, value] of headers) {
    if (name === 'set-cookie' || !merged.has(name)) merged.append(name, value);
  }
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers: merged });
}

function toResponse({ status, headers, text, response }) {
  if (response) return response;
  if (text === undefined) return new Response(null, { status, headers });
  headers.set('content-type', 'application/json; charset=utf-8');
  return new Response(text, { status, headers });
}

module.exports = { toFetchHandler };
