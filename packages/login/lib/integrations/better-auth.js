const { attemptOf } = require('../handlers/input.js');
const { bodyOf, PhoneLoginError } = require('../login/error.js');
const { readPhone } = require('../login/phone-input.js');
const { settingsOf } = require('./settings.js');

/** Public; see better-auth.d.ts. */
function betterAuthPhone(options) {
  const settings = settingsOf('betterAuthPhone', options, { hasSocket: false });
  const { login, toPublicError } = settings;

  async function sendOTP({ phoneNumber }, context) {
    await answered(context, async () => {
      // Better Auth makes a code too. It is sent to nobody.
      await login.send(await attempt(phoneNumber, context));
    });
  }

  async function verifyOTP({ phoneNumber, code }, context) {
    return answered(context, async () => {
      const { phone } = await login.verify({ ...(await attempt(phoneNumber, context)), code });
      return phone === phoneNumber;
    });
  }

  function attempt(phoneNumber, context) {
    // Better Auth finds its users by this very text.
    if (!isWritten(phoneNumber)) throw new PhoneLoginError('invalid_phone');
    const exchange = exchangeOf(context);
    // As for Better Auth's own plugin `captcha`.
    const challenge = exchange.header('x-captcha-response');
    return attemptOf({ phone: phoneNumber, challenge }, exchange, settings);
  }

  async function answered(context, work) {
    try {
      return await work();
    } catch (thrown) {
      throw await toApiError(toPublicError(thrown, context?.request));
    }
  }

  return { sendOTP, verifyOTP, phoneNumberValidator: isWritten };
}

/**
 * Whether a number is in the one form that stands for it: two users must not have the same phone.
 */
function isWritten(phoneNumber) {
  return readPhone(phoneNumber) === phoneNumber;
}

/** Better Auth's copy of the class, and no other, has a status that Better Auth answers with. */
async function toApiError(error) {
  const { APIError } = await import('better-auth/api');
  const { error: code, ...rest } = bodyOf(error);
  return new APIError(error.status, { code, ...rest }, error.headers);
}

/** A call of `auth.api` may bring headers and no request, or neither. */
function exchangeOf(context) {
  const { request } = context ?? {};
  const headers = context?.headers ?? request?.headers;
  return { request, context, header: (name) => headers?.get?.(name) ?? undefined };
}

module.exports = { betterAuthPhone };
