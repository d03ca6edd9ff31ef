/** What the page says by itself. What went wrong is said in the messages of the login. */
const DEFAULT_TEXTS = Object.freeze({
  phone: 'Phone number',
  phoneHint: 'With country code, such as +44\u00a07911\u00a0123456',
  phoneMissing: 'Enter your phone number.',
  send: 'Send code',
  sentTo: 'A code is on its way to',
  code: 'Code from the SMS',
  codeMissing: 'Enter the code from the SMS.',
  verify: 'Log in',
  resend: 'Send a new code',
  sentAgain: 'A new code is on its way.',
  change: 'Change the number',
  ready: 'You can try again now.',
  loggedIn: 'You are logged in.',
  offline: 'There is no connection. Try again.',
  failed: 'Something went wrong. Try again later.',
  needsScript: 'This page needs JavaScript.',
});

/** Those that the script shows. */
const SCRIPT_TEXTS = Object.freeze([
  'phoneMissing',
  'codeMissing',
  'sentAgain',
  'ready',
  'loggedIn',
  'offline',
  'failed',
]);

module.exports = { DEFAULT_TEXTS, SCRIPT_TEXTS };
