const { inspect } = require('node:util');
const native = require('../native.js');
const check = require('./arguments.js');
const { runCall, errorFrom } = require('./call.js');
const { observe } = require('./observe.js');

/** Not a private field: those throw behind a Proxy, which tracing and mocking libraries use. */
const internals = Symbol('internals');

/** A client of the BaxVerify service. Described in index.d.ts. */
class BaxCloudVerifyClient {
  constructor(options) {
    const { projectId, apiKey, baseUrl, timeout, maxRetries, debug } = check.clientOptions(options);
    const value = {
      // The key is kept there and nowhere in JavaScript.
      native: construct({
        projectId,
        apiKey,
        baseUrl: baseUrl ?? (process.env.BAXCLOUD_BASE_URL || undefined),
        platform: `node/${process.versions.node}; ${process.platform}-${process.arch}`,
      }),
      projectId,
      timeout,
      maxRetries,
      debug,
    };
    Object.defineProperty(this, internals, { value });
  }

  async sendOtp(request, options) {
    const { phone, purpose } = check.sendOtp(request);
    return run(this, options, (native, settings, listener) =>
      native.sendOtp(phone, purpose, settings, listener),
    );
  }

  async verifyOtp(request, options) {
    const { phone, code } = check.verifyOtp(request);
    return run(this, options, (native, settings, listener) =>
      native.verifyOtp(phone, code, settings, listener),
    );
  }

  async validateVerificationToken(request, options) {
    const { token, consume } = check.validateVerificationToken(request);
    return run(this, options, (native, settings, listener) =>
      native.validateVerificationToken(token, consume, settings, listener),
    );
  }

  async getStats(query, options) {
    const { days } = check.getStats(query);
    return run(this, options, (native, settings, listener) =>
      native.getStats(days, settings, listener),
    );
  }

  async listLogs(query, options) {
    const filter = check.listLogs(query);
    return run(this, options, (native, settings, listener) =>
      native.listLogs(filter, settings, listener),
    );
  }

  static externalAuthFromVerifyResult(result) {
    const { phone, accessToken } = check.verifyResult(result);
    return { id: phone, token: accessToken };
  }

  toJSON() {
    const { native, projectId, timeout, maxRetries, debug } = this[internals];
    return { projectId, baseUrl: native.baseUrl, timeout, maxRetries, debug };
  }

  [inspect.custom](_depth, options) {
    return `BaxCloudVerifyClient ${inspect(this.toJSON(), options)}`;
  }
}

function construct(options) {
  try {
    return new native.BaxCloudVerifyClient(options);
  } catch (failure) {
    throw errorFrom(failure);
  }
}

async function run(client, options, start) {
  const { native, debug, ...defaults } = client[internals];
  const { signal, timeout, maxRetries } = check.callOptions(options);
  const settings = {
    timeout: timeout ?? defaults.timeout,
    maxRetries: maxRetries ?? defaults.maxRetries,
  };
  const observer = observe(debug);
  return runCall(
    (call) => start(native, { call, ...settings }, observer?.onEvent),
    (call) => {
      native.cancel(call);
      observer?.onAbort();
    },
    signal,
  );
}

module.exports.BaxCloudVerifyClient = BaxCloudVerifyClient;
