// Connects to an emulator in another process or container.

const { now, pause } = require('./monotonic-clock.js');
const { Emulator } = require('./emulator.js');
const { errorWithCode } = require('./connection/errors.js');
const { OverHttp } = require('./connection/over-http.js');
const { unreachable } = require('./connection/unreachable.js');
const { integer, kinds, validate } = require('./validate-options.js');
const { name: NAME, version: VERSION } = require('../package.json');

const DEFAULT_TIMEOUT_MS = 5_000;
const PAUSE_MS = 100;

/** A container that starts may refuse connections, or its name may not exist yet. */
const MAY_BE_STARTING = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'];

async function connectEmulator(url, options) {
  const { timeout = DEFAULT_TIMEOUT_MS, signal } = validate('connectEmulator', options, {
    timeout: integer(1, 2 ** 31 - 1),
    signal: kinds.signal,
  });
  const base = baseOf(url);
  signal?.throwIfAborted();
  const connection = new OverHttp(base);
  try {
    const deadline = now() + timeout;
    checkGreeting(base, await firstResponse(connection, base, deadline, signal));
    const left = Math.max(1, Math.ceil(deadline - now()));
    const request = { timeout: left, signal };
    const projects = await connection.requestAsync('GET', '/emulator/projects', request);
    connection.info = describe(base, projects);
    return new Emulator(connection);
  } catch (error) {
    await connection.stop();
    throw error;
  }
}

/** The same for an emulator that runs already. Blocks until it has responded. */
function connectNow(url) {
  const base = baseOf(url);
  const connection = new OverHttp(base);
  try {
    checkGreeting(base, connection.request('GET', '/healthz').body);
    connection.info = describe(base, connection.request('GET', '/emulator/projects'));
    return new Emulator(connection);
  } catch (error) {
    connection.stop();
    throw error;
  }
}

/** The address without the path of the service, and without a slash at the end. */
function baseOf(url) {
  const given = url === undefined ? process.env.BAXCLOUD_BASE_URL : url;
  let parsed;
  try {
    parsed = new URL(given);
  } catch {}
  const isValid =
    /^https?:$/.test(parsed?.protocol) &&
    `${parsed.username}${parsed.password}${parsed.search}${parsed.hash}` === '';
  if (!isValid) {
    const from = url === undefined ? ' in BAXCLOUD_BASE_URL' : '';
    throw new TypeError(
      `connectEmulator: the URL${from} must be like http://127.0.0.1:4229, without credentials, ` +
        'query or fragment',
    );
  }
  return parsed.origin + parsed.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
}

/** Throws unless the body of `/healthz` is that of an emulator of a compatible version. */
function checkGreeting(base, body) {
  if (body?.status !== 'ok' || body.name !== 'baxverify-emulator') {
    throw errorWithCode(
      'EMULATOR_UNKNOWN',
      `What responds at ${base} is not an emulator of BaxVerify, or one before version 0.1.`,
    );
  }
  if (series(body.version) !== series(VERSION)) {
    throw errorWithCode(
      'EMULATOR_VERSION',
      `The emulator at ${base} has version ${body.version}, and ${NAME} here has ${VERSION}. ` +
        'Use the same version for both.',
    );
  }
}

/** Requests `/healthz` until something responds. */
async function firstResponse(connection, base, deadline, signal) {
  for (;;) {
    const left = Math.ceil(deadline - now());
    if (left <= 0) throw unreachable(base, 'ETIMEDOUT');
    try {
      const { body } = await connection.requestAsync('GET', '/healthz', { timeout: left, signal });
      return body;
    } catch (error) {
      const isLast = now() + PAUSE_MS >= deadline;
      if (!MAY_BE_STARTING.includes(error.reason) || isLast) throw error;
    }
    await pause(PAUSE_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Versions of a series have the same control API: a minor version before 1.0, then a major one. */
function series(version) {
  const [major, minor] = String(version).split('.');
  return major === '0' ? `0.${minor}` : major;
}

/** What a handle knows of its emulator, from the response with all projects. */
function describe(base, response) {
  if (response.status !== 200) {
    const { code, message } = response.body?.error ?? {};
    throw errorWithCode(
      code ?? 'EMULATOR_UNKNOWN',
      `The emulator at ${base} refuses the connection: ${message ?? response.status}`,
    );
  }
  const { defaultProjectId: projectId, projects } = response.body;
  const { apiKeys } = projects.find((project) => project.projectId === projectId);
  const isClient = ({ key }) => key.startsWith('bax_pk_');
  const { hostname, port, protocol } = new URL(base);
  return {
    url: `${base}/v1`,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    projectId,
    apiKey: apiKeys.find((key) => !isClient(key))?.key,
    clientKey: apiKeys.find(isClient)?.key,
  };
}

module.exports = { connectEmulator, connectNow };
