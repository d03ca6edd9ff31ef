const { LATE, within } = require('./deadline.js');
const { failureOf } = require('./failures.js');
const { own } = require('./own.js');
const { parseErrorOfApp, reject } = require('./parse.js');

/**
 * Asks the service about a proof, once, and judges the answer. Returns only if this proof shows that `id`
 * is a phone of whoever sent it; rejects in every other case.
 *
 * @param {object} settings
 * @param {{ id: string, token: string, consume: boolean }} question
 * @param {object} about for the log and the answer; see `reject`
 */
async function validateProof(settings, { id, token, consume }, about) {
  const began = performance.now();
  const proof = await ask(settings.client, { token, consume }, about);
  // A client of the app's own has a deadline of its own, which is not known here.
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
  if (own(proof, 'valid') !== true) return 'the service does not call the proof valid';
  if (own(proof, 'projectId') !== projectId) return 'the proof belongs to another project';
  const phone = own(proof, 'phone');
  if (typeof phone !== 'string' || phone === '') return 'the proof names no phone number';
  const purpose = own(proof, 'purpose');
  if (purposes && !purposes.includes(purpose)) return 'the proof is for another purpose';
  return expiry(own(proof, 'expiresAt'));
}

/** A moment as ISO 8601 writes it: `Date` alone takes far more for a date, and a time without a zone for a local one. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** An answer need not say when the proof ends. One that does is held to it. */
function expiry(expiresAt) {
  if (expiresAt === undefined || expiresAt === null) return undefined;
  const end = typeof expiresAt === 'string' && MOMENT.test(expiresAt) ? Date.parse(expiresAt) : NaN;
  if (Number.isNaN(end)) return 'the proof has an expiresAt that is no date';
  return end > Date.now() ? undefined : 'the proof has expired, by the clock of this server';
}

/**
 * The id that a user of this phone has. The hook sees the phone of the proof and never the id that a
 * client sent: Parse Server has looked the user up by that id as it is, so one that is merely similar
 * would log in somebody else.
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
