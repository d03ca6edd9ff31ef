import * as check from './arguments.mjs';
import { errorFrom, perform } from './call.mjs';
import { environment } from './environment.mjs';
import { internals } from './internals.mjs';
import { Log } from './log.mjs';
import { allLogs, eachLog } from './logs/index.mjs';
import { countClient } from './made-clients.mjs';
import * as operations from './operations.mjs';
import { own } from './own.mjs';
import { build, native, platform, variables } from './runtime.mjs';
import { shortened, toShorten } from './stack.mjs';

/**
 * The method that `util.inspect` calls. It passes itself as an argument, so `node:util` is not
 * loaded.
 */
const inspectable = Symbol.for('nodejs.util.inspect.custom');

const methods = [...Object.keys(operations), 'eachLog', 'allLogs'];

/** A client of the BaxVerify service. Described in index.d.ts. */
export class BaxCloudVerifyClient {
  constructor(options) {
    const value = configured(options);
    Object.defineProperty(this, internals, { __proto__: null, value });
    for (const method of methods) detachable(this, method);
  }

  sendOtp(request, options) {
    return perform(this, operations.sendOtp, request, options);
  }

  verifyOtp(request, options) {
    return perform(this, operations.verifyOtp, request, options);
  }

  validateVerificationToken(request, options) {
    return perform(this, operations.validateVerificationToken, request, options);
  }

  getStats(query, options) {
    return perform(this, operations.getStats, query, options);
  }

  listLogs(query, options) {
    return perform(this, operations.listLogs, query, options);
  }

  eachLog(query, options) {
    return eachLog(this, query, options);
  }

  allLogs(query, options) {
    return allLogs(this, query, options);
  }

  static externalAuthFromVerifyResult(result) {
    return externalAuth(result);
  }

  static get build() {
    return build;
  }

  toJSON() {
    const { native, projectId, isClientKey, timeout, maxRetries, debug } = this[internals];
    return { projectId, isClientKey, baseUrl: native.baseUrl, timeout, maxRetries, debug };
  }

  [inspectable](_depth, options, inspect) {
    const shown = this.toJSON();
    // Some other printers, such as older ones of chai and Vitest, pass no function and print the
    // object themselves.
    return inspect ? `BaxCloudVerifyClient ${inspect(shown, options)}` : shown;
  }
}

/**
 * Gives an instance a method that works without it, as in `const { sendOtp } = client`.
 *
 * It calls the method of the prototype, so that subclasses and stubs of the prototype still work.
 */
function detachable(client, method) {
  const value = (request, options) =>
    Object.getPrototypeOf(client)[method].call(client, request, options);
  Object.defineProperty(client, method, {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
  });
}

function externalAuth(result) {
  try {
    const { phone, accessToken } = check.verifyResult(result);
    return { id: phone, token: accessToken };
  } catch (error) {
    throw shortened(error, externalAuth);
  }
}

function configured(options) {
  try {
    return configure(check.clientOptions(options));
  } catch (error) {
    throw shortened(error, configured);
  }
}

/** Creates the native object, the only place that keeps the key, and the defaults of calls. */
function configure({ projectId, apiKey, isClientKey, baseUrl, logger, logLevel, ...defaults }) {
  // An empty value is not the same as none: it allows no host.
  const allowedHosts = own(variables(), 'BAXVERIFY_ALLOW_HOSTS');
  const fromEnvironment = baseUrl === undefined && environment('BAXCLOUD_BASE_URL');
  const isLogged = logLevel !== 'off' && (logger || logLevel);
  const log = isLogged ? new Log(logger ?? console, logLevel ?? 'info') : undefined;
  const native = construct(
    {
      projectId,
      apiKey,
      baseUrl: baseUrl ?? (fromEnvironment || undefined),
      allowedHosts,
      requestIds: log !== undefined,
      platform: platform(),
    },
    fromEnvironment,
  );
  if (allowedHosts === undefined && !native.isLoopback) countClient();
  let lastCall = 0;
  const nextCall = () => {
    lastCall = (lastCall + 1) >>> 0;
    return lastCall;
  };
  return { native, projectId, isClientKey, ...defaults, log, nextCall };
}

function construct(options, urlFromEnvironment) {
  try {
    return new native.BaxCloudVerifyClient(options);
  } catch (failure) {
    const error = toShorten(errorFrom(failure));
    if (urlFromEnvironment && error.details?.field === 'baseUrl') {
      error.message += ' It comes from the environment variable BAXCLOUD_BASE_URL.';
    }
    throw error;
  }
}
