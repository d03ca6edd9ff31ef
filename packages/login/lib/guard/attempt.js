const { countryOf } = require('../countries/country-of.js');
const { own } = require('../own.js');
const { networkOf } = require('./address.js');

/**
 * Names of devices and users are the app's own; what is longer is cut, so nobody makes the guard
 * hash a novel.
 */
const MOST_CHARACTERS = 256;

/**
 * Reads what is to be decided. Throws a TypeError for wrong types; what a stranger typed wrong is
 * not one.
 *
 * @param {unknown} given
 */
function readAttempt(given) {
  const source = readSource(given);
  const phone = text(given, 'phone');
  if (phone === undefined) throw new TypeError('The guard needs "phone", a string.');
  const { ip, network, device, user } = source;
  const challenge = own(given, 'challenge');
  return { phone, country: countryOf(phone), ip, network, device, user, challenge };
}

/** Where an attempt comes from. */
function readSource(given) {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError('The guard takes an object such as { phone, ip }.');
  }
  const ip = text(given, 'ip');
  return {
    ip,
    network: ip === undefined ? undefined : networkOf(ip),
    device: text(given, 'device')?.slice(0, MOST_CHARACTERS),
    user: text(given, 'user')?.slice(0, MOST_CHARACTERS),
  };
}

/** Empty is missing: many apps pass on what a header or a form did not hold. */
function text(given, name) {
  const value = own(given, name);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new TypeError(`The guard's "${name}" must be a string.`);
  return value;
}

module.exports = { readAttempt, readSource };
