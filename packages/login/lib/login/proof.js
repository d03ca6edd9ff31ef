const { own } = require('../own.js');
const { isPhone } = require('./phone-input.js');

/** A JWT: three parts of base64url. Whether it is genuine only the service can tell. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Of the service's proofs, which have some hundred characters, none comes near. */
const MAX_LENGTH = 4096;

/**
 * Whether a text may be a proof, so that the service need not be asked about what cannot be one.
 */
function looksLikeProof(token) {
  return typeof token === 'string' && token.length <= MAX_LENGTH && JWT.test(token);
}

/**
 * As ISO 8601 writes it: `Date` takes more than a date, and a time without a zone for a local one.
 */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * What is wrong with the answer to a validation, for the owner's log; undefined where it stands for
 * a login of this project. Everything that the service documents has to be there.
 *
 * @param {unknown} proof
 * @param {{ projectId: string, purpose: string }} expected
 * @returns {string | undefined}
 */
function faultOf(proof, { projectId, purpose }) {
  if (own(proof, 'valid') !== true) return 'the service does not call the proof valid';
  if (own(proof, 'projectId') !== projectId) return 'the proof belongs to another project';
  if (own(proof, 'purpose') !== purpose) return 'the proof is for another purpose';
  if (!isPhone(own(proof, 'phone'))) return 'the proof names no phone number';
  const expiresAt = own(proof, 'expiresAt');
  const isMoment =
    typeof expiresAt === 'string' && expiresAt.length <= 64 && MOMENT.test(expiresAt);
  const end = isMoment ? Date.parse(expiresAt) : Number.NaN;
  if (Number.isNaN(end)) return 'the proof has an expiresAt that is no date';
  return end > Date.now() ? undefined : 'the proof has expired, by the clock of this server';
}

module.exports = { faultOf, looksLikeProof };
