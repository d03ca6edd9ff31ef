const { LATE, within } = require('./deadline.js');
const { failureOf } = require('./failures.js');
const { own } = require('./own.js');
const { parseErrorOfApp, reject } = require('./parse.js');

/**
 * Validates a proof with the service, once, and checks the response. It resolves only if the proof
 * shows that the user owns the phone number `id`. In every other case it rejects.
 *
 * @param {object} settings
 * @param {{ id: string, token: string, consume: boolean }} question
 * @param {object} about for the log and the response; see `reject`
 */
async function validateProof(settings, { id, token, consume }, about) {
  const began = performance.now();
  const proof = await ask(settings.client, { token, consume }, about);
  // The app's own client has its own deadline, which is not known here.
  const taken = settings.isClientGiven ? 0 : performance.now() - began;
  const fault = faultOf(proof, settings);
  if (fault) reject('refused', { ...about, reason: fault });
  const phone = own(proof, 'phone');
  const secrets = [...about.secrets, phone];
  const left = settings.timeout - taken;
  const expected = await idFor(phone, settings, left, { ...about, secrets });
  if (id !== expected) {
    reject('refused', { ...about, reason: 'the proof belongs to another phone number' });
  }
}

async function ask(client, question, about) {
  try {
    return await client.validateVerificationToken(question);
  } catch (error) {
    return reject(failureOf(error), { ...about, error });
  }
}

function faultOf(proof, { projectId, purposes }) {
  if (own(proof, 'valid') !== true) return 'the service does not confirm the proof';
  if (own(proof, 'projectId') !== projectId) return 'the proof belongs to another project';
  const phone = own(proof, 'phone');
  if (typeof phone !== 'string' || phone === '') return 'the proof contains no phone number';
  const purpose = own(proof, 'purpose');
  if (purposes && !purposes.includes(purpose)) return 'the proof is for another purpose';
  return expiry(own(proof, 'expiresAt'));
}

/**
 * An ISO 8601 date and time with a zone. `Date` accepts many more formats, and reads a time without
 * a zone as local.
 */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** A response may omit `expiresAt`. If it has one, the proof must not have expired. */
function expiry(expiresAt) {
  if (expiresAt === undefined || expiresAt === null) return undefined;
  const end = typeof expiresAt === 'string' && MOMENT.test(expiresAt) ? Date.parse(expiresAt) : NaN;
  if (Number.isNaN(end)) return 'the expiresAt of the proof is not a date with a time zone';
  return end > Date.now() ? undefined : 'the proof has expired, by the clock of this server';
}

/**
 * Returns the id of the user with this phone number. `normalizePhone` gets the phone number of the
 * proof, never the id from the client. Parse Server has looked up the user by exactly that id. A
 * similar id would log in another user.
 */
async function idFor(phone, { normalizePhone }, left, about) {
  if (!normalizePhone) return phone;
  let id;
  try {
    id = await within(left, async () => normalizePhone(phone));
  } catch (error) {
    const answer = parseErrorOfApp(error);
    if (answer) throw answer;
    reject('misconfigured', { ...about, error, reason: 'normalizePhone failed' });
  }
  if (id === LATE) {
    reject('slow', { ...about, reason: 'normalizePhone did not end in time' });
  }
  if (typeof id !== 'string' || id === '') {
    const reason = 'normalizePhone did not return a non-empty string';
    reject('misconfigured', { ...about, reason });
  }
  return id;
}

module.exports = { validateProof };
