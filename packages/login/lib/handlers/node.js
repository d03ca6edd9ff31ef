const { own } = require('../own.js');
const { Body, objectIn } = require('./body.js');
const { answerTo, notFound } = require('./exchange.js');
const { pathOf } = require('./routes.js');
const { settingsOf } = require('./settings.js');
const { readStream } = require('./stream-body.js');

/** Public; see index.d.ts. */
function toNodeHandler(options) {
  const settings = settingsOf('toNodeHandler', options, { hasSocket: true });

  return async function phoneLogin(req, res, next) {
    if (typeof res?.setHeader !== 'function') {
      throw new TypeError(
        'toNodeHandler: there is no response to write to. With a web Request, use toFetchHandler, and in Fastify its plugin.',
      );
    }
    const step = stepOf(req, settings);
    if (step === undefined) {
      if (typeof next === 'function') return next();
      return write(req, res, notFound({ request: req }, settings));
    }
    const answer = await answerTo(
      step,
      {
        method: req.method,
        header: (name) => headerOf(req, name),
        // HTTP/2 names it in its own header.
        host: headerOf(req, 'host') ?? headerOf(req, ':authority'),
        peer: req.socket?.remoteAddress,
        request: req,
        context: res,
        readBody: () => readBody(req, settings),
        verified: async (phone, headers) =>
          settings.onVerified({ phone, request: req, response: res, headers }),
        adopt,
      },
      settings,
    );
    write(req, res, answer);
  };
}

/** A framework that strips the path it is mounted at keeps the whole one in `originalUrl`. */
function stepOf(req, { routeOf }) {
  for (const target of [req.originalUrl, req.url]) {
    const step = typeof target === 'string' ? routeOf(pathOf(target)) : undefined;
    if (step) return step;
  }
  return undefined;
}

function headerOf(req, name) {
  const value = own(req.headers, name);
  return Array.isArray(value) ? value.join(', ') : value;
}

/** From the stream, or from what a parser of the framework has made of it. */
async function readBody(req, { maxBodyBytes, bodyTimeout }) {
  const body = new Body(maxBodyBytes);
  if (req.readableDidRead === false) {
    await readStream(req, body, bodyTimeout);
    return body.object();
  }
  if (req.body === undefined) {
    throw new Error('The body was read before this handler, and req.body does not have it.');
  }
  if (typeof req.body !== 'string' && !(req.body instanceof Uint8Array)) return objectIn(req.body);
  body.add(req.body);
  return body.object();
}

async function adopt(response, headers) {
  const { status } = response;
  if (status < 200 || status > 599) throw new RangeError('onVerified returned a bad status.');
  const content = Buffer.from(await response.arrayBuffer());
  for (const [name, value] of response.headers) {
    if (name === 'set-cookie') headers.append(name, value);
    else headers.set(name, value);
  }
  return content;
}

function write(req, res, { status, headers, text, response, isUnread }) {
  // The app has answered by itself, or nobody is there.
  if (res.headersSent || res.writableEnded || res.destroyed) return;
  if (text !== undefined) headers.set('content-type', 'application/json; charset=utf-8');
  writeHeaders(res, headers);
  // Else the server would read on, for as long as the client sends.
  if (isUnread && req.httpVersionMajor < 2 && !req.complete) res.setHeader('connection', 'close');
  res.statusCode = status;
  const content = response ?? Buffer.from(text ?? '');
  const isEmpty = req.method === 'HEAD' || status === 204 || status === 304;
  if (!isEmpty) res.setHeader('content-length', content.length);
  res.end(isEmpty ? undefined : content);
}

/** What the app has put on the answer stays: cookies, and what caches have to tell apart. */
function writeHeaders(res, headers) {
  const cookies = [res.getHeader('set-cookie') ?? []].flat();
  const vary = res.getHeader('vary');
  for (const [name, value] of headers) {
    if (name === 'set-cookie') cookies.push(value);
    else res.setHeader(name, name === 'vary' && vary ? `${vary}, ${value}` : value);
  }
  if (cookies.length > 0) res.setHeader('set-cookie', cookies);
}

module.exports = { toNodeHandler };
