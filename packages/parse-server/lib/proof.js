const { failureOf } = require('./failures.js');
const { reject } = require('./parse.js');

/**
 * Asks the service about a proof, once, and judges the answer. Returns only if this proof shows that `id`
 * is a phone of whoever sent it; rejects in every other case.
 */
async function validateProof(settings, { id, token, consume }, request) {
  const proof = await ask(settings.client, { token, consume }, request);
  const fault = faultOf(proof, settings);
  if (fault) reject('refused', { request, reason: fault });
  const expected = await idFor(proof.phone, settings, request);
  if (id !== expected) {
    reject('refused', { request, reason: 'the proof belongs to another phone number' });
  }
}

async function ask(client, question, request) {
  try {
    return await client.validateVerificationToken(question);
  } catch (error) {
    return reject(failureOf(error), { request, error });
  }
}

function faultOf(proof, { projectId, purposes }) {
  if (proof?.valid !== true) return 'the service does not call the proof valid';
  if (proof.projectId !== projectId) return 'the proof belongs to another project';
  if (typeof proof.phone !== 'string' || proof.phone === '')
    return 'the proof names no phone number';
  if (purposes && !purposes.includes(proof.purpose)) return 'the proof is for another purpose';
  return undefined;
}

/**
 * The id that a user of this phone has. The hook sees the phone of the proof and never the id that a
 * client sent: Parse Server has looked the user up by that id as it is, so one that is merely similar
 * would log in somebody else.
 */
async function idFor(phone, { normalizePhone }, request) {
  if (!normalizePhone) return phone;
  let id;
  try {
    id = await normalizePhone(phone);
  } catch (error) {
    reject('misconfigured', { request, error, reason: 'normalizePhone failed' });
  }
  if (typeof id !== 'string' || id === '') {
    reject('misconfigured', {
      request,
      reason: 'normalizePhone did not return a non-empty string',
    });
  }
  return id;
}

module.exports = { validateProof };
