// Deliveries that must be refused. Each has the secret of the receiver, the body, and the headers.

import { gzipSync } from 'node:zlib';
import { signForTest } from '@baxcloud/baxverify/webhooks';

export const SECRET = 'whsec_3f1c0d6e5b7a';
export const BODY = JSON.stringify({
  id: 'evt_1',
  type: 'otp.sent',
  event: 'otp.sent',
  projectId: 'proj_1',
  created: 1_790_000_000,
  data: { object: { phone: '+4366412345678', purpose: 'LOGIN' } },
});
export const SIGNATURE = signForTest({ secret: SECRET, payload: BODY });
export const BASE64 = signForTest({ secret: SECRET, payload: BODY, encoding: 'base64' });

const signedBy = (secret, payload = BODY) => signForTest({ secret, payload });
const toBase64url = (text) => text.replaceAll('+', '-').replaceAll('/', '_');
/** The same bytes of the MAC, with the two unused bits of base64 set. */
const looseBase64 = () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const last = alphabet[alphabet.indexOf(BASE64[42]) + 1];
  return `${BASE64.slice(0, 42)}${last}=`;
};

/** `[title, signature]`, for BODY and SECRET. */
export const signatures = [
  ['of another secret', signedBy('whsec_other')],
  ['of the secret without its prefix', signedBy(SECRET.replace('whsec_', ''))],
  ['of the secret with a blank', signedBy(`${SECRET} `)],
  ['of another body', signedBy(SECRET, '{}')],
  ['truncated by one digit', SIGNATURE.slice(0, -1)],
  ['truncated to one byte', SIGNATURE.slice(0, 2)],
  ['extended by a digit', `${SIGNATURE}0`],
  ['twice in a row', SIGNATURE + SIGNATURE],
  ['with one digit changed', SIGNATURE.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
  ['with 0x', `0x${SIGNATURE}`],
  ['with the prefix twice', `sha256=sha256=${SIGNATURE}`],
  ['with the prefix of another algorithm', `sha1=${SIGNATURE}`],
  ['with the prefix in upper case', `SHA256=${SIGNATURE}`],
  ['with the prefix only', 'sha256='],
  ['in base64url without padding', toBase64url(BASE64).replace('=', '')],
  ['in base64 without padding', BASE64.replace('=', '')],
  ['in base64 with set spare bits', looseBase64()],
  ['in base64 with changed case', BASE64.replace(/[a-z]/, (letter) => letter.toUpperCase())],
  ['joined with itself by a comma', `${SIGNATURE}, ${SIGNATURE}`],
  ['joined behind another by a comma', `${'0'.repeat(64)},${SIGNATURE}`],
  ['with a blank inside', `${SIGNATURE.slice(0, 32)} ${SIGNATURE.slice(32)}`],
  ['of zeros', '0'.repeat(64)],
  ['of 50,000 digits', SIGNATURE.padEnd(50_000, '0')],
  ['true', 'true'],
  ['the name of a property', '__proto__'],
];

/** What HTTP headers cannot hold. */
export const oddSignatures = [
  ['with a blank in front', ` ${SIGNATURE}`],
  ['with a line break behind', `${SIGNATURE}\n`],
  ['with NUL behind', `${SIGNATURE}\0`],
  ['with NUL in front', `\0${SIGNATURE}`],
  [
    'with full-width digits',
    SIGNATURE.replace(/\d/, (d) => String.fromCharCode(0xff10 + Number(d))),
  ],
  ['with Cyrillic letters', SIGNATURE.replace(/[ace]/, (l) => ({ a: 'а', c: 'с', e: 'е' })[l])],
  ['with a zero-width space', `${SIGNATURE}\u200b`],
  ['an array', [SIGNATURE]],
  ['an array of two', [SIGNATURE, SIGNATURE]],
  ['an object with toString', { toString: () => SIGNATURE, length: 64 }],
  ['a String object', Object(SIGNATURE)],
  ['bytes', Buffer.from(SIGNATURE)],
  ['undefined', undefined],
  ['null', null],
  ['a number', 0],
  ['an empty string', ''],
];

const polluted = '{"__proto__":{"event":"otp.sent","isAdmin":true},"event":"otp.sent"}';

/** `[title, body]`, with the signature of BODY. */
export const bodies = [
  ['serialized again', JSON.stringify(JSON.parse(BODY), null, 2)],
  [
    'with its fields in another order',
    JSON.stringify({ ...JSON.parse(BODY), id: 'evt_1' }).replace('{', '{ '),
  ],
  ['with a byte order mark', `\ufeff${BODY}`],
  ['with a line break behind', `${BODY}\n`],
  ['with NUL behind', `${BODY}\0`],
  ['compressed', gzipSync(BODY)],
  ['empty', ''],
  ['of one byte', '{'],
  ['with another phone', BODY.replace('+43664', '+43665')],
  ['with keys that pollute', polluted],
  ['in Latin-1', Buffer.from(BODY.replace('LOGIN', 'LÖGIN'), 'latin1')],
  ['of 900 kB', `${BODY}${' '.repeat(900_000)}`],
];

/** `[title, secret]`: a receiver whose set-up is broken. */
export const secrets = [
  ['undefined', undefined],
  ['null', null],
  ['empty', ''],
  ['blank', '  '],
  ['an empty list', []],
  ['a list with an empty string', [SECRET, '']],
  ['a list with undefined', [SECRET, undefined]],
  ['a list in a list', [[SECRET]]],
  ['a list of 17', Array(17).fill(SECRET)],
  ['a Buffer', Buffer.from(SECRET)],
  ['a number', 0],
  ['of 50,000 characters', 'x'.repeat(50_000)],
];
