// What an import reads at once. The rest is read when it is first asked for: `kit.js`.

const { PhoneLoginError } = require('./login/error.js');
const { DEFAULT_MESSAGES } = require('./login/messages.js');
const { PHONE_LOGIN_REASONS } = require('./login/reasons.js');

module.exports = { DEFAULT_MESSAGES, PHONE_LOGIN_REASONS, PhoneLoginError };
