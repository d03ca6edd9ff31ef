const native = require('../native.js');
const { validate, integer, kinds } = require('./validate-options.js');
const { PROJECT, RULE } = require('./options.js');
const { Project, environment, newProjectId } = require('./project.js');
const { PendingWaits, errorWithCode } = require('./pending-waits.js');

const MILLIS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 };

const DEFAULT_WAIT_MS = 4_000;

const LISTEN_ERRORS = {
  EADDRINUSE: 'the port is in use',
  EADDRNOTAVAIL: 'the address does not belong to this machine',
  EACCES: 'permission denied',
};

const amount = { expected: 'a number from 0 up', test: (v) => Number.isFinite(v) && v >= 0 };
const duration = { days: amount, hours: amount, minutes: amount, seconds: amount };

const messageFilter = { phone: kinds.text, projectId: kinds.id };
const waitOptions = {
  ...messageFilter,
  after: {
    expected: 'a Date, a message or a message id',
    test: (v) => (v instanceof Date ? !Number.isNaN(v.getTime()) : typeof idOf(v) === 'string'),
  },
  timeout: integer(1, 2 ** 31 - 1),
};

const idOf = (message) => (typeof message === 'object' ? message?.id : message);

class Emulator {
  #handle;
  #waits = new PendingWaits();
  #info;
  #onMessage;
  #stopped = false;
  #resolveStopped;
  #whenStopped = new Promise((resolve) => {
    this.#resolveStopped = resolve;
  });

  constructor(config, onMessage) {
    this.#onMessage = onMessage;
    try {
      const notify = (event) => this.#notify(event);
      this.#handle = native.start(JSON.stringify(config), notify, onMessage !== undefined);
    } catch (error) {
      throw startError(error, config);
    }
    this.#info = JSON.parse(native.describe(this.#handle));
  }

  get url() {
    return this.#info.url;
  }

  get host() {
    return this.#info.host;
  }

  get port() {
    return this.#info.port;
  }

  get projectId() {
    return this.#info.projectId;
  }

  get apiKey() {
    return this.#info.apiKey;
  }

  get clientKey() {
    return this.#info.clientKey;
  }

  get env() {
    return environment(this.url, this.projectId, this.apiKey);
  }

  codeFor(phone, options) {
    const { projectId } = validate('codeFor', { ...options, phone }, messageFilter);
    return native.codeFor(this.#handle, String(phone ?? ''), projectId) ?? undefined;
  }

  messages(filter) {
    const { phone, projectId } = validate('messages', filter, messageFilter);
    return JSON.parse(native.messages(this.#handle, phone, projectId));
  }

  async waitForCode(phone, options) {
    return (await this.waitForMessage(phone, options)).code;
  }

  async waitForMessage(phone, options) {
    const checked = validate('waitForCode', { ...options, phone: phone ?? '' }, waitOptions);
    const { projectId, after, timeout = DEFAULT_WAIT_MS } = checked;
    if (this.#stopped)
      throw errorWithCode('EMULATOR_STOPPED', 'waitForCode: the emulator has stopped');
    const afterMillis = after instanceof Date ? after.getTime() : undefined;
    const id = afterMillis === undefined ? idOf(after) : undefined;
    const describe = () => {
      const count = this.messages({ phone, projectId }).length;
      const found = count === 0 ? 'no message was sent' : `${count} sent so far, none usable`;
      return `waitForCode: no usable code reached ${phone} within ${timeout} ms (${found})`;
    };
    return this.#waits.start(describe, (wait) =>
      native.wait(this.#handle, wait, phone, projectId, afterMillis, id, timeout),
    );
  }

  reset(target) {
    const { projectId } = validate('reset', target, { projectId: kinds.id });
    withArgumentErrors('reset', () => native.reset(this.#handle, projectId));
  }

  now() {
    return new Date(native.now(this.#handle));
  }

  advance(by) {
    let millis = 0;
    for (const [unit, count] of Object.entries(validate('advance', by, duration))) {
      millis += count * MILLIS[unit];
    }
    // Larger numbers lose precision on the way to the addon. The limit of the clock is lower
    // anyway.
    const whole = Math.min(Math.round(millis), Number.MAX_SAFE_INTEGER);
    return new Date(withArgumentErrors('advance', () => native.advance(this.#handle, whole)));
  }

  createProject(settings) {
    const { projectId = newProjectId(), ...rest } = validate('createProject', settings, PROJECT);
    return new Project(this, this.updateProject({ ...rest, projectId }));
  }

  updateProject(change) {
    const patch = JSON.stringify(validate('updateProject', change, PROJECT));
    return JSON.parse(
      withArgumentErrors('updateProject', () => native.updateProject(this.#handle, patch)),
    );
  }

  inject(rule) {
    const text = JSON.stringify(validate('inject', rule, RULE));
    const fault = JSON.parse(withArgumentErrors('inject', () => native.inject(this.#handle, text)));
    const remove = () => native.endFaults(this.#handle, fault.id);
    return Object.defineProperty(fault, 'remove', { value: remove });
  }

  faults() {
    return JSON.parse(native.faults(this.#handle));
  }

  clearFaults() {
    native.endFaults(this.#handle);
  }

  ref() {
    native.keepAlive(this.#handle, true);
    return this;
  }

  unref() {
    native.keepAlive(this.#handle, false);
    return this;
  }

  stop() {
    if (!this.#stopped) {
      // The returned promise must settle, even after `unref()`.
      native.keepAlive(this.#handle, true);
      native.stop(this.#handle);
    }
    return this.#whenStopped;
  }

  #notify(event) {
    if (typeof event === 'string') {
      const { waited, message } = JSON.parse(event);
      if (waited === undefined) this.#onMessage?.(message);
      else this.#waits.settle(waited, message);
      return;
    }
    this.#stopped = true;
    this.#waits.rejectAll();
    native.release(this.#handle);
    this.#resolveStopped();
  }
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

/** Creates the error in JavaScript, so that it belongs to the realm of the caller. */
function startError(error, { host = '127.0.0.1', port = 0 }) {
  if (error.code === 'INVALID_ARGUMENT') return new TypeError(`startEmulator: ${error.message}`);
  if (error.code === 'EMULATOR_DATA') {
    return Object.assign(new Error(`${error.message}.`), { code: error.code });
  }
  const reason = LISTEN_ERRORS[error.code] ?? error.message;
  const listenError = new Error(`Cannot listen on ${host} port ${port}: ${reason}.`);
  return Object.assign(listenError, { code: error.code, syscall: 'listen', address: host, port });
}

/** Converts errors of the addon to a TypeError that names `caller`. */
function withArgumentErrors(caller, act) {
  try {
    return act();
  } catch (error) {
    throw new TypeError(`${caller}: ${error.message}`);
  }
}

module.exports = { Emulator };
