import { inspect } from 'node:util';

/** Values that must not appear anywhere, and the part of the phone number that may. */
export const SECRETS = {
  apiKey: 'bax_sk_c4n4ryKEYc4n4ry',
  code: '7391846250',
  token: 'eyJhbGciOi.c4n4ryTOKEN.c4n4rySIGN',
  phone: '+436991234567890',
};
export const MASKED = '+43***********90';

const NEEDLES = [
  ...Object.values(SECRETS),
  SECRETS.phone.slice(1),
  // Parts of them are also secrets.
  'c4n4ry',
  '6991234567',
  SECRETS.code.slice(0, 6),
];

/** Returns the secrets, or parts of them, that a text contains. */
export function leaks(text) {
  return NEEDLES.filter((needle) => String(text).includes(needle));
}

/** All forms in which a value may end up in a log. */
export function renderings(value) {
  const texts = [
    String(value),
    inspect(value),
    inspect(value, { depth: Infinity, showHidden: true, getters: true, showProxy: true }),
    inspect(value, { depth: Infinity, showHidden: true, customInspect: false }),
    JSON.stringify(value),
    JSON.stringify({ nested: [value] }),
    // As printers other than Node.js's do.
    inspect(value?.[inspect.custom]?.(2, {})),
  ];
  for (let error = value; error instanceof Error; error = error.cause) {
    texts.push(error.message, error.stack, JSON.stringify(Object.getOwnPropertyDescriptors(error)));
  }
  return texts;
}
