// The handle of an emulator, in this process or in another one. Both have the same control API.

const { now, pause } = require('./monotonic-clock.js');
const { validate, validateForPhone, integer, kinds } = require('./validate-options.js');
const { PROJECT, RULE } = require('./options.js');
const { Project, environment, newProjectId } = require('./project.js');
const { errorWithCode, stopped } = require('./connection/errors.js');

const MILLIS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 };

const DEFAULT_WAIT_MS = 4_000;
/** The largest page that an emulator returns. */
const LARGEST_PAGE = 1_000;
const POLL_MS = 20;
/** More deliveries than an emulator keeps. */
const ALL_DELIVERIES = 1_000_000;

const amount = { expected: 'a number from 0 up', test: (v) => Number.isFinite(v) && v >= 0 };
const duration = { days: amount, hours: amount, minutes: amount, seconds: amount };

const messageFilter = { phone: kinds.text, projectId: kinds.id };
const messageQuery = { ...messageFilter, search: kinds.text, limit: integer(1, 2 ** 31 - 1) };
const messageDeletion = {
  ...messageFilter,
  search: kinds.text,
  ids: {
    expected: 'an array of message ids',
    test: (v) => Array.isArray(v) && v.every((id) => typeof id === 'string'),
  },
  all: { expected: 'true', test: (v) => v === true },
};
const requestFilter = {
  ...messageFilter,
  route: kinds.text,
  method: kinds.text,
  status: {
    expected: "a status such as 429, a class such as '4xx', or 'none'",
    test: (v) => /^([1-5]\d\d|[1-5]xx|none)$/.test(v),
  },
  errorCode: kinds.text,
  outcome: kinds.text,
  since: {
    expected: 'a Date, a request or the id of a request',
    test: (v) => (v instanceof Date ? !Number.isNaN(v.getTime()) : Number.isSafeInteger(idOf(v))),
  },
};
const waitOptions = {
  projectId: kinds.id,
  after: {
    expected: 'a Date, a message or a message id',
    test: (v) => (v instanceof Date ? !Number.isNaN(v.getTime()) : typeof idOf(v) === 'string'),
  },
  timeout: integer(1, 2 ** 31 - 1),
  signal: kinds.signal,
};

const oneOf = (...names) => ({
  expected: `one of ${names.join(', ')}`,
  test: (value) => names.includes(value),
});

const webhookFilter = {
  projectId: kinds.id,
  phone: kinds.phone,
  event: oneOf('otp.sent', 'otp.failed', 'otp.verified', 'otp.expired'),
  status: oneOf('pending', 'delivered', 'failed', 'lost'),
  eventId: kinds.id,
};

const webhooksPath = (filter) => target('/emulator/webhooks', { ...filter, limit: ALL_DELIVERIES });

const idOf = (message) => (typeof message === 'object' ? message?.id : message);

/** The parameters of a request that filters the journal. */
const requestQuery = ({ since, ...filter }) => ({
  ...filter,
  since: since instanceof Date ? since.toISOString() : idOf(since),
});

/** The target of a request, with the parameters that are not undefined. */
function target(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return `${path}?${query}`;
}

class Emulator {
  #connection;

  /**
   * @param {object} connection `info`, and how to make requests: an `InProcess` or an `OverHttp`
   */
  constructor(connection) {
    this.#connection = connection;
  }

  get url() {
    return this.#connection.info.url;
  }

  get host() {
    return this.#connection.info.host;
  }

  get port() {
    return this.#connection.info.port;
  }

  get projectId() {
    return this.#connection.info.projectId;
  }

  get apiKey() {
    return this.#connection.info.apiKey;
  }

  get clientKey() {
    return this.#connection.info.clientKey;
  }

  get env() {
    return environment(this.url, this.projectId, this.apiKey);
  }

  codeFor(phone, options) {
    const checked = validateForPhone('codeFor', phone, options, { projectId: kinds.id });
    const path = target('/emulator/code', checked);
    const { status, body } = this.#connection.request('GET', path);
    if (status !== 200) throwUnlessMissing('codeFor', body);
    return body.code;
  }

  messages(filter) {
    const { limit = Infinity, ...checked } = validate('messages', filter, messageQuery);
    return this.#pages('messages', '/emulator/messages', checked, limit);
  }

  deleteMessages(selection) {
    const { ids, ...checked } = validate('deleteMessages', selection, messageDeletion);
    const path = target('/emulator/messages', { ...checked, ids: ids?.join(',') });
    return this.#request('deleteMessages', 'DELETE', path).deleted;
  }

  requests(filter) {
    const { limit = Infinity, ...checked } = validate('requests', filter, {
      ...requestFilter,
      limit: integer(1, 2 ** 31 - 1),
    });
    return this.#pages('requests', '/emulator/requests', requestQuery(checked), limit);
  }

  requestCounts(filter) {
    const checked = validate('requestCounts', filter, requestFilter);
    const path = target('/emulator/requests', { ...requestQuery(checked), limit: 1 });
    return this.#request('requestCounts', 'GET', path).counts;
  }

  clearRequests(options) {
    const { projectId } = validate('clearRequests', options, { projectId: kinds.id });
    this.#request('clearRequests', 'DELETE', target('/emulator/requests', { projectId }));
  }

  async waitForCode(phone, options) {
    return (await this.waitForMessage(phone, options)).code;
  }

  async waitForMessage(phone, options) {
    const checked = validateForPhone('waitForCode', phone, options, waitOptions);
    const { projectId, after, timeout = DEFAULT_WAIT_MS, signal } = checked;
    if (this.#connection.isStopped) throw stopped();
    signal?.throwIfAborted();
    const wait = { phone, projectId, timeout, after: after instanceof Date ? after : idOf(after) };
    const message = await this.#connection.wait(wait, signal);
    if (message !== undefined) return message;
    const count = this.messages({ phone, projectId }).length;
    const found = count === 0 ? 'no message was sent' : `${count} sent so far, none usable`;
    throw errorWithCode(
      'EMULATOR_WAIT_TIMEOUT',
      `waitForCode: no usable code reached ${phone} within ${timeout} ms (${found})`,
    );
  }

  reset(options) {
    const { projectId } = validate('reset', options, { projectId: kinds.id });
    this.#request('reset', 'POST', '/emulator/reset', { projectId });
  }

  now(options) {
    const path = target('/emulator/clock', validate('now', options, { projectId: kinds.id }));
    return new Date(this.#request('now', 'GET', path).now);
  }

  advance(by, options) {
    let millis = 0;
    for (const [unit, count] of Object.entries(validate('advance', by, duration))) {
      millis += count * MILLIS[unit];
    }
    // Larger numbers lose precision on the way. The limit of the clock is lower anyway.
    const milliseconds = Math.min(Math.round(millis), Number.MAX_SAFE_INTEGER);
    return this.#changeClock('advance', { milliseconds }, options);
  }

  freeze(options) {
    return this.#changeClock('freeze', { frozen: true }, options);
  }

  unfreeze(options) {
    return this.#changeClock('unfreeze', { frozen: false }, options);
  }

  #changeClock(caller, change, options) {
    const { projectId } = validate(caller, options, { projectId: kinds.id });
    const body = { ...change, projectId };
    return new Date(this.#request(caller, 'POST', '/emulator/clock', body).now);
  }

  createProject(settings) {
    const { projectId = newProjectId(), ...rest } = validate('createProject', settings, PROJECT);
    return new Project(this, this.updateProject({ ...rest, projectId }));
  }

  updateProject(change) {
    const patch = validate('updateProject', change, PROJECT);
    return this.#request('updateProject', 'PATCH', '/emulator/project', patch);
  }

  /** The same for a project that exists. */
  changeProject(change) {
    const patch = validate('update', change, PROJECT);
    return this.#request('update', 'PATCH', '/emulator/project?create=false', patch);
  }

  removeProject(projectId) {
    validate('removeProject', { projectId }, { projectId: kinds.id });
    const path = `/emulator/projects/${encodeURIComponent(projectId ?? '')}`;
    const { status, body } = this.#connection.request('DELETE', path);
    if (status !== 200) throwUnlessMissing('removeProject', body);
    return status === 200;
  }

  inject(rule) {
    const checked = validate('inject', rule, RULE);
    const fault = this.#request('inject', 'POST', '/emulator/faults', checked);
    const path = `/emulator/faults/${encodeURIComponent(fault.id)}`;
    const remove = () => {
      const { status, body } = this.#connection.request('DELETE', path);
      if (status !== 200) throwUnlessMissing('remove', body);
      return status === 200;
    };
    return Object.defineProperty(fault, 'remove', { value: remove });
  }

  faults() {
    return this.#request('faults', 'GET', '/emulator/faults').faults;
  }

  clearFaults() {
    this.#request('clearFaults', 'DELETE', '/emulator/faults');
  }

  webhooks(filter) {
    const checked = validate('webhooks', filter, webhookFilter);
    return this.#request('webhooks', 'GET', webhooksPath(checked)).deliveries;
  }

  async waitForWebhook(filter) {
    const {
      timeout = DEFAULT_WAIT_MS,
      signal,
      ...wanted
    } = validate('waitForWebhook', filter, {
      ...webhookFilter,
      timeout: waitOptions.timeout,
      signal: kinds.signal,
    });
    const path = webhooksPath({ status: 'delivered', ...wanted });
    const delivery = await this.#poll(path, now() + timeout, signal);
    if (delivery !== undefined) return delivery;
    throw errorWithCode(
      'EMULATOR_WAIT_TIMEOUT',
      `waitForWebhook: no such delivery within ${timeout} ms ` +
        `(${this.webhooks({ projectId: wanted.projectId }).length} in all)`,
    );
  }

  redeliver(delivery) {
    const { id } = validate('redeliver', { id: idOf(delivery) ?? '' }, { id: kinds.id });
    const path = `/emulator/webhooks/${encodeURIComponent(id)}/redeliver`;
    return this.#request('redeliver', 'POST', path);
  }

  clearWebhooks(options) {
    const { projectId } = validate('clearWebhooks', options, { projectId: kinds.id });
    this.#request('clearWebhooks', 'DELETE', target('/emulator/webhooks', { projectId }));
  }

  ref() {
    this.#connection.keepAlive(true);
    return this;
  }

  unref() {
    this.#connection.keepAlive(false);
    return this;
  }

  stop() {
    return this.#connection.stop();
  }

  /** Requests pages until there are `limit` entries. Pages contain the list as `caller`. */
  #pages(caller, path, filter, limit) {
    const found = [];
    let before;
    do {
      const size = Math.min(LARGEST_PAGE, limit - found.length);
      const page = this.#request(caller, 'GET', target(path, { ...filter, limit: size, before }));
      found.push(...page[caller]);
      before = page.next;
    } while (before !== undefined && found.length < limit);
    return found;
  }

  /** Resolves with the newest delivery, or with undefined at the deadline. */
  async #poll(path, deadline, signal) {
    for (;;) {
      if (this.#connection.isStopped) throw stopped('waitForWebhook');
      signal?.throwIfAborted();
      const { status, body } = await this.#connection.requestAsync('GET', path, { signal });
      if (status !== 200) throw controlError('waitForWebhook', body);
      if (body.deliveries.length > 0) return body.deliveries[0];
      if (now() >= deadline) return undefined;
      await pause(POLL_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  /** Makes a request of the control API, and throws if it fails. */
  #request(caller, method, path, body) {
    const response = this.#connection.request(method, path, body);
    if (response.status !== 200) throw controlError(caller, response.body);
    return response.body;
  }
}

/** Throws the error of a response, unless it says that something does not exist. */
function throwUnlessMissing(caller, body) {
  if (body.error.code !== 'EMULATOR_NOT_FOUND') throw controlError(caller, body);
}

/**
 * Converts an error of the control API. It is created in JavaScript, so that it belongs to the
 * realm of the caller.
 */
function controlError(caller, { error: { code, message } }) {
  const text = `${caller}: ${message}`;
  const isArgument = !['EMULATOR_FORBIDDEN', 'EMULATOR_STORAGE_FAILED'].includes(code);
  return isArgument ? new TypeError(text) : errorWithCode(code, text);
}

// Runtimes without the symbol do not support `await using`.
if (Symbol.asyncDispose) {
  Object.defineProperty(Emulator.prototype, Symbol.asyncDispose, {
    configurable: true,
    writable: true,
    value: function asyncDispose() {
      return this.stop();
    },
  });
}

module.exports = { Emulator };
