const { optionMust, readOptions } = require('../options.js');
const { own } = require('../own.js');
const { LATE, within } = require('../stores/deadline.js');
const { warnOnce } = require('../warning.js');
const { readCode } = require('./code-input.js');
const { PhoneLoginError } = require('./error.js');
const { guardedProof, guardedSend, guardedTry } = require('./guarded.js');
const { readMessages } = require('./messages.js');
const { isPhone, MAX_PHONE_INPUT, nationalParser, readPhone } = require('./phone-input.js');
const { faultOf, looksLikeProof } = require('./proof.js');

const TITLE = 'createPhoneLogin';
const OPTIONS = [
  'client',
  'guard',
  'purpose',
  'projectId',
  'normalizePhone',
  'defaultCountry',
  'timeout',
  'messages',
];
const METHODS = ['sendOtp', 'verifyOtp', 'validateVerificationToken'];

/** A browser does not wait for the SDK's 30 seconds. */
const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * How many proofs are looked at once: a flood of made-up ones, which no limit by phone can count,
 * leaves the SDK room for sends and codes.
 */
const MOST_PROOFS = 64;

/** Public; see index.d.ts. */
function createPhoneLogin(options) {
  const { client, guard, purpose, projectId, normalize, call, failure } = settingsOf(options);

  let proofs = 0;

  /** The phone number of a request in E.164, which is the key everywhere from here on. */
  async function phoneOf(request) {
    const input = own(request, 'phone');
    let phone;
    try {
      phone = await normalize(input);
      if (phone === LATE) throw new Error('normalizePhone took too long');
    } catch (cause) {
      throw failure('internal', { cause });
    }
    if (!isPhone(phone)) throw failure('invalid_phone');
    return phone;
  }

  /** Spends the proof. @returns {Promise<string>} the phone number that it stands for */
  async function phoneOfProof(token) {
    const proof = await client.validateVerificationToken({ token, consume: true }, call);
    const fault = faultOf(proof, { projectId, purpose });
    if (fault) throw failure('proof_refused', { cause: new Error(fault) });
    return own(proof, 'phone');
  }

  async function send(request) {
    const phone = await phoneOf(request);
    return guardedSend(guard, attemptOf(phone, request), failure, async () => {
      const sent = await client.sendOtp({ phone, purpose }, call);
      const expiresInSeconds = own(sent, 'expiresInSeconds');
      const named = own(sent, 'phone') ?? phone;
      if (!(Number.isFinite(expiresInSeconds) && expiresInSeconds > 0) || named !== phone) {
        // An SMS may have been sent.
        throw failure('sms_may_arrive', {
          cause: new Error('the answer to the send is not whole'),
        });
      }
      return { phone, expiresInSeconds };
    });
  }

  async function verify(request) {
    const phone = await phoneOf(request);
    const code = readCode(own(request, 'code'));
    // Nothing that the service has to be asked about, and no guess.
    if (code === undefined) throw failure('wrong_code');
    return guardedTry(guard, attemptOf(phone, request), failure, async (settle) => {
      const token = await proofOf(phone, code);
      let proven;
      try {
        proven = await phoneOfProof(token);
      } catch (cause) {
        if (cause instanceof PhoneLoginError) throw cause;
        // The code was right, and it is spent.
        settle('verified');
        throw failure('unfinished', { cause });
      }
      if (proven !== phone) {
        const fault = new Error('the proof belongs to another phone number');
        throw failure('proof_refused', { cause: fault });
      }
      return { phone };
    });
  }

  /** The proof that the service gives for a code. */
  async function proofOf(phone, code) {
    const result = await client.verifyOtp({ phone, code }, call);
    if (own(result, 'verified') === false) throw failure('wrong_code');
    const token = own(result, 'accessToken');
    const isWhole = own(result, 'verified') === true && own(result, 'phone') === phone;
    if (!isWhole || !looksLikeProof(token)) {
      throw failure('unfinished', { cause: new Error('the answer to the code is not whole') });
    }
    return token;
  }

  async function accept(request) {
    const token = own(request, 'token');
    if (!looksLikeProof(token)) throw failure('proof_refused');
    if (proofs >= MOST_PROOFS) throw failure('slow_down', { retryAfterSeconds: 1 });
    proofs += 1;
    try {
      const phone = await guardedProof(guard, sourceOf(request), failure, () =>
        phoneOfProof(token),
      );
      return { phone };
    } finally {
      proofs -= 1;
    }
  }

  /** A request whose fields cannot be read is the app's fault. */
  const told = (step) => async (request) => {
    try {
      return await step(request);
    } catch (cause) {
      throw cause instanceof PhoneLoginError ? cause : failure('internal', { cause });
    }
  };
  return Object.freeze({ send: told(send), verify: told(verify), accept: told(accept) });
}

function settingsOf(given) {
  const options = readOptions(TITLE, given, OPTIONS);
  const must = (isMet, name, expected) => optionMust(isMet, TITLE, name, expected);
  const { client, purpose = 'LOGIN', timeout = DEFAULT_TIMEOUT_MS } = options;
  must(
    METHODS.every((name) => typeof client?.[name] === 'function'),
    'client',
    'a BaxCloudVerifyClient',
  );
  must(isText(purpose), 'purpose', 'text of 1 to 256 characters');
  must(
    Number.isFinite(timeout) && timeout > 0 && timeout <= 2_147_483_647,
    'timeout',
    'milliseconds above 0',
  );
  const shown = client.toJSON?.();
  // It could send, and would fail when a code has been spent.
  must(shown?.isClientKey !== true, 'client', 'one with a server key, bax_sk_…');
  const projectId = options.projectId ?? shown?.projectId;
  must(isText(projectId), 'projectId', 'given where the client does not tell it by toJSON()');
  const guard = options.guard ?? require('../guard/create-send-guard.js').createSendGuard();
  must(
    ['checkSend', 'settleSend', 'checkVerify', 'settleVerify'].every(
      (name) => typeof guard?.[name] === 'function',
    ),
    'guard',
    'what createSendGuard() returns',
  );
  const messages = readMessages(options.messages, TITLE);
  return {
    client,
    guard,
    purpose,
    projectId,
    normalize: normalizerOf({ ...options, timeout }, must),
    call: Object.freeze({ timeout }),
    failure: (reason, init) => new PhoneLoginError(reason, { ...init, message: messages[reason] }),
  };
}

/** An app's own function gets what was typed, but never more than a phone number may have. */
function normalizerOf({ normalizePhone, defaultCountry, timeout }, must) {
  const isFunction = typeof normalizePhone === 'function';
  must(normalizePhone === undefined || isFunction, 'normalizePhone', 'a function');
  must(
    !isFunction || defaultCountry === undefined,
    'defaultCountry',
    'left out where there is a normalizePhone',
  );
  if (isFunction) {
    return (input) => isBounded(input) && within((async () => normalizePhone(input))(), timeout);
  }
  const parseNational = defaultCountry === undefined ? undefined : nationalParser(defaultCountry);
  return (input) => readPhone(input, parseNational);
}

function isBounded(input) {
  return typeof input === 'string' && input.length <= MAX_PHONE_INPUT;
}

function isText(value) {
  return typeof value === 'string' && value !== '' && value.length <= 256;
}

/** What the guard counts by. */
function attemptOf(phone, request) {
  const challenge = own(request, 'challenge');
  return { phone, ...sourceOf(request), ...(challenge !== undefined && { challenge }) };
}

/** Also with `ip: undefined`: then the app has chosen. */
function hasAddress(request) {
  return typeof request !== 'object' || request === null || Object.hasOwn(request, 'ip');
}

function sourceOf(request) {
  if (!hasAddress(request)) {
    warnOnce(
      'BAXVERIFY_LOGIN_ADDRESS',
      'send, verify or accept was called without "ip", so nothing is counted by address. Give the address of the client, or undefined.',
    );
  }
  const source = {};
  for (const name of ['ip', 'device', 'user']) {
    const value = own(request, name);
    if (value !== undefined) source[name] = value;
  }
  return source;
}

module.exports = { createPhoneLogin };
