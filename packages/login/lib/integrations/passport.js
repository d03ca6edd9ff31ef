const { bodyOf } = require('../login/error.js');
const { requestSteps } = require('./parsed-request.js');
const { settingsOf } = require('./settings.js');

const TITLE = 'PhoneStrategy';

/**
 * Public; see passport.d.ts. Passport asks for a name and `authenticate`. It calls that on an
 * object which inherits from this one, so nothing here is private.
 */
class PhoneStrategy {
  constructor(options) {
    const names = ['origins', 'onVerified'];
    const settings = settingsOf(TITLE, options, { names, hasSocket: true });
    const { onVerified, must } = settings;
    must(typeof onVerified === 'function', 'onVerified', 'a function that returns the user');
    this.name = 'phone';
    this.authenticate = authenticator(settings, requestSteps(settings, TITLE));
  }
}

function authenticator({ onVerified, toPublicError }, steps) {
  async function outcomeOf(request) {
    try {
      const { phone } = await steps.identify(request);
      const user = await onVerified({ phone, request });
      return user ? ({ success }) => success(user) : ({ fail }) => fail(undefined, 401);
    } catch (thrown) {
      const publicError = toPublicError(thrown, request);
      if (publicError.status >= 500) return ({ error }) => error(publicError);
      for (const [name, value] of Object.entries(publicError.headers)) {
        request.res?.setHeader(name, value);
      }
      const { error: reason, ...info } = bodyOf(publicError);
      return ({ fail }) => fail({ reason, ...info }, publicError.status);
    }
  }

  return function authenticate(request) {
    // Read now: where Passport is handed the strategy itself, the next request puts its own in
    // their place.
    const { success, fail, error } = this;
    outcomeOf(request)
      .then((tell) => tell({ success, fail, error }))
      .catch(error);
  };
}

module.exports = { PhoneStrategy };
