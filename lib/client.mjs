import native from '../native.js';
import * as check from './arguments.mjs';
import { errorFrom, perform } from './call.mjs';
import * as operations from './operations.mjs';
import { own } from './own.mjs';

/** What `util.inspect` asks for. It hands itself over, so its module need not be loaded. */
const inspectable = Symbol.for('nodejs.util.inspect.custom');

/** Not a private field: those throw behind a Proxy, which tracing and mocking libraries use. */
const internals = Symbol('internals');

/** A client of the BaxVerify service. Described in index.d.ts. */
export class BaxCloudVerifyClient {
  constructor(options) {
    const value = configure(check.clientOptions(options));
    Object.defineProperty(this, internals, { __proto__: null, value });
  }

  sendOtp(request, options) {
    return perform(this[internals], operations.sendOtp, request, options);
  }

  verifyOtp(request, options) {
    return perform(this[internals], operations.verifyOtp, request, options);
  }

  validateVerificationToken(request, options) {
    return perform(this[internals], operations.validateVerificationToken, request, options);
  }

  getStats(query, options) {
    return perform(this[internals], operations.getStats, query, options);
  }

  listLogs(query, options) {
    return perform(this[internals], operations.listLogs, query, options);
  }

  static externalAuthFromVerifyResult(result) {
    const { phone, accessToken } = check.verifyResult(result);
    return { id: phone, token: accessToken };
  }

  toJSON() {
    const { native, projectId, timeout, maxRetries, debug } = this[internals];
    return { projectId, baseUrl: native.baseUrl, timeout, maxRetries, debug };
  }

  [inspectable](_depth, options, inspect) {
    const shown = this.toJSON();
    // Some other printers, as older ones of chai and Vitest, hand nothing over; they print an object by themselves.
    return inspect ? `BaxCloudVerifyClient ${inspect(shown, options)}` : shown;
  }
}

/** The client's native half, which alone keeps the key, and the defaults of its calls. */
function configure({ projectId, apiKey, baseUrl, timeout, maxRetries, debug }) {
  const fromEnvironment = baseUrl === undefined && own(process.env, 'BAXCLOUD_BASE_URL');
  const native = construct(
    {
      projectId,
      apiKey,
      baseUrl: baseUrl ?? (fromEnvironment || undefined),
      platform: `node/${process.versions.node}; ${process.platform}-${process.arch}`,
    },
    fromEnvironment,
  );
  let lastCall = 0;
  const nextCall = () => {
    lastCall = (lastCall + 1) >>> 0;
    return lastCall;
  };
  return { native, projectId, timeout, maxRetries, debug, nextCall };
}

function construct(options, urlFromEnvironment) {
  try {
    return new native.BaxCloudVerifyClient(options);
  } catch (failure) {
    const error = errorFrom(failure);
    if (urlFromEnvironment && error.details?.field === 'baseUrl') {
      error.message += ' It comes from the environment variable BAXCLOUD_BASE_URL.';
    }
    throw error;
  }
}
