const native = require('../native.js');
const { check, integer, kinds } = require('./check.js');
const { PROJECT, RULE } = require('./options.js');
const { Project, environment, newProjectId } = require('./project.js');
const { Waits, failure } = require('./waits.js');

const MILLIS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 };

const DEFAULT_WAIT_MS = 4_000;

const REASONS = {
  EADDRINUSE: 'the port is taken',
  EADDRNOTAVAIL: 'the address does not belong to this machine',
  EACCES: 'permission denied',
};

const span = { expected: 'a number from 0 up', test: (v) => Number.isFinite(v) && v >= 0 };
const spans = { days: span, hours: span, minutes: span, seconds: span };

const phoneAndProject = { phone: kinds.text, projectId: kinds.id };
const waiting = {
  ...phoneAndProject,
  after: {
    expected: 'a Date, a message or the id of one',
    test: (v) => (v instanceof Date ? !Number.isNaN(v.getTime()) : typeof idOf(v) === 'string'),
  },
  timeout: integer(1, 2 ** 31 - 1),
};

const idOf = (message) => (typeof message === 'object' ? message?.id : message);

class Emulator {
  #handle;
  #waits = new Waits();
  #facts;
  #onMessage;
  #ended = false;
  #end;
  #whenEnded = new Promise((resolve) => {
    this.#end = resolve;
  });

  constructor(config, onMessage) {
    this.#onMessage = onMessage;
    try {
      const notify = (event) => this.#notify(event);
      this.#handle = native.start(JSON.stringify(config), notify, onMessage !== undefined);
    } catch (error) {
      throw startError(error, config);
    }
    this.#facts = JSON.parse(native.describe(this.#handle));
  }

  get url() {
    return this.#facts.url;
  }

  get host() {
    return this.#facts.host;
  }

  get port() {
    return this.#facts.port;
  }

  get projectId() {
    return this.#facts.projectId;
  }

  get apiKey() {
    return this.#facts.apiKey;
  }

  get clientKey() {
    return this.#facts.clientKey;
  }

  get env() {
    return environment(this.url, this.projectId, this.apiKey);
  }

  codeFor(phone, options) {
    const { projectId } = check('codeFor', { ...options, phone }, phoneAndProject);
    return native.codeFor(this.#handle, String(phone ?? ''), projectId) ?? undefined;
  }

  messages(filter) {
    const { phone, projectId } = check('messages', filter, phoneAndProject);
    return JSON.parse(native.messages(this.#handle, phone, projectId));
  }

  async waitForCode(phone, options) {
    return (await this.waitForMessage(phone, options)).code;
  }

  async waitForMessage(phone, options) {
    const checked = check('waitForCode', { ...options, phone: phone ?? '' }, waiting);
    const { projectId, after, timeout = DEFAULT_WAIT_MS } = checked;
    if (this.#ended) throw failure('EMULATOR_STOPPED', 'waitForCode: the emulator has stopped');
    const moment = after instanceof Date ? after.getTime() : undefined;
    const id = moment === undefined ? idOf(after) : undefined;
    const describe = () => {
      const there = this.messages({ phone, projectId }).length;
      const before = there === 0 ? 'none was sent' : `${there} sent so far, none usable`;
      return `waitForCode: no usable code reached ${phone} within ${timeout} ms (${before})`;
    };
    return this.#waits.start(describe, (wait) =>
      native.wait(this.#handle, wait, phone, projectId, moment, id, timeout),
    );
  }

  reset(target) {
    const { projectId } = check('reset', target, { projectId: kinds.id });
    argue('reset', () => native.reset(this.#handle, projectId));
  }

  now() {
    return new Date(native.now(this.#handle));
  }

  advance(by) {
    let millis = 0;
    for (const [unit, count] of Object.entries(check('advance', by, spans))) {
      millis += count * MILLIS[unit];
    }
    // Beyond this a number no longer crosses as the integer it was; the clock's own limit is lower.
    const whole = Math.min(Math.round(millis), Number.MAX_SAFE_INTEGER);
    return new Date(argue('advance', () => native.advance(this.#handle, whole)));
  }

  createProject(settings) {
    const { projectId = newProjectId(), ...rest } = check('createProject', settings, PROJECT);
    return new Project(this, this.updateProject({ ...rest, projectId }));
  }

  updateProject(change) {
    const patch = JSON.stringify(check('updateProject', change, PROJECT));
    return JSON.parse(argue('updateProject', () => native.updateProject(this.#handle, patch)));
  }

  inject(rule) {
    const text = JSON.stringify(check('inject', rule, RULE));
    const fault = JSON.parse(argue('inject', () => native.inject(this.#handle, text)));
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
    if (!this.#ended) {
      // Whoever awaits the end must get it, even after `unref()`.
      native.keepAlive(this.#handle, true);
      native.stop(this.#handle);
    }
    return this.#whenEnded;
  }

  #notify(event) {
    if (typeof event === 'string') {
      const { waited, message } = JSON.parse(event);
      if (waited === undefined) this.#onMessage?.(message);
      else this.#waits.end(waited, message);
      return;
    }
    this.#ended = true;
    this.#waits.endAll();
    native.release(this.#handle);
    this.#end();
  }
}

// Runtimes and sandboxes without the symbol have no `await using` to serve either.
if (Symbol.asyncDispose) {
  Object.defineProperty(Emulator.prototype, Symbol.asyncDispose, {
    configurable: true,
    writable: true,
    value: function asyncDispose() {
      return this.stop();
    },
  });
}

/** Errors are made here and not natively, so that they belong to the caller's realm. */
function startError(error, { host = '127.0.0.1', port = 0 }) {
  if (error.code === 'INVALID_ARGUMENT') return new TypeError(`startEmulator: ${error.message}`);
  if (error.code === 'EMULATOR_DATA') {
    return Object.assign(new Error(`${error.message}.`), { code: error.code });
  }
  const reason = REASONS[error.code] ?? error.message;
  const made = new Error(`Cannot listen on ${host} port ${port}: ${reason}.`);
  return Object.assign(made, { code: error.code, syscall: 'listen', address: host, port });
}

function argue(caller, act) {
  try {
    return act();
  } catch (error) {
    throw new TypeError(`${caller}: ${error.message}`);
  }
}

module.exports = { Emulator };
