const { attemptOf, isProof, proofOf } = require('../handlers/input.js');
const { own } = require('../own.js');
const { settingsOf } = require('./settings.js');

const TITLE = 'phoneCredentials';

/** Public; see auth-js.d.ts. */
function phoneCredentials(options) {
  const settings = settingsOf(TITLE, options, {
    names: ['CredentialsSignin', 'onVerified'],
    hasSocket: false,
  });
  const { login, onVerified, must, toPublicError, CredentialsSignin } = settings;
  must(typeof onVerified === 'function', 'onVerified', 'a function that returns the user');
  must(
    typeof CredentialsSignin === 'function' && CredentialsSignin.prototype instanceof Error,
    'CredentialsSignin',
    'the class CredentialsSignin of your next-auth, @auth/express or @auth/core/errors',
  );

  /** Auth.js puts the code into the address of its error page. */
  class PhoneSignin extends CredentialsSignin {
    constructor(error) {
      super(error.message);
      this.code = error.reason;
      const { retryAfterSeconds } = error;
      if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
    }
  }

  async function authorize(credentials, request) {
    try {
      const { phone } = await identify(credentials, request);
      return (await onVerified({ phone, request })) ?? null;
    } catch (thrown) {
      // What the app throws for Auth.js, such as its own code, is for Auth.js.
      if (thrown instanceof CredentialsSignin) throw thrown;
      throw new PhoneSignin(toPublicError(thrown, request));
    }
  }

  /** A code if there is one, else a proof. */
  async function identify(credentials, request) {
    const header = (name) => request?.headers.get(name) ?? undefined;
    const exchange = { request, header };
    if (isProof(credentials)) {
      return login.accept(await proofOf(credentials, exchange, settings));
    }
    const attempt = await attemptOf(credentials, exchange, settings);
    return login.verify({ ...attempt, code: own(credentials, 'code') });
  }

  return {
    id: 'phone',
    name: 'Phone',
    credentials: {
      phone: { label: 'Phone number', type: 'tel', autoComplete: 'tel' },
      code: { label: 'Code', inputMode: 'numeric', autoComplete: 'one-time-code' },
    },
    authorize,
  };
}

module.exports = { phoneCredentials };
