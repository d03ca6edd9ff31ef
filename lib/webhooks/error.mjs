import { own } from '../own.mjs';

/** Shared by all copies of this module in a process, as in `BaxVerifyError`. */
const brand = Symbol.for('@baxcloud/baxverify/BaxVerifyWebhookError');

const { [Symbol.hasInstance]: isInstance } = Function.prototype;

/** Of each code: the status to respond with, unless the error names another. */
const STATUS = {
  __proto__: null,
  BAXVERIFY_INVALID_ARGUMENT: 500,
  BAXVERIFY_WEBHOOK_SIGNATURE_MISSING: 401,
  BAXVERIFY_WEBHOOK_SIGNATURE_INVALID: 401,
  BAXVERIFY_WEBHOOK_EXPIRED: 400,
  BAXVERIFY_WEBHOOK_BODY_INVALID: 400,
  BAXVERIFY_WEBHOOK_BODY_TIMEOUT: 408,
  BAXVERIFY_WEBHOOK_BODY_TOO_LARGE: 413,
  BAXVERIFY_WEBHOOK_BODY_CONSUMED: 500,
  BAXVERIFY_WEBHOOK_UNSUPPORTED: 500,
};

/**
 * Why a delivery was refused. webhooks.d.ts describes its fields. No field holds a part of the
 * request or the secret.
 */
export class BaxVerifyWebhookError extends Error {
  constructor(init) {
    super(own(init, 'message'));
    this.code = own(init, 'code');
    this.statusCode = own(init, 'statusCode') ?? STATUS[this.code] ?? 500;
    const details = own(init, 'details');
    if (details !== undefined) this.details = details;
  }

  toJSON() {
    const { name, message, code, statusCode } = this;
    return { name, message, code, statusCode, details: own(this, 'details') };
  }

  static [Symbol.hasInstance](value) {
    // For a subclass, only the prototype chain can identify its instances.
    // biome-ignore lint/complexity/noThisInStatic: `this` is the subclass.
    if (this !== BaxVerifyWebhookError) return isInstance.call(this, value);
    return typeof value === 'object' && value !== null && value[brand] === true;
  }
}

Object.defineProperties(BaxVerifyWebhookError.prototype, {
  __proto__: null,
  name: { __proto__: null, writable: true, configurable: true, value: 'BaxVerifyWebhookError' },
  [brand]: { __proto__: null, value: true },
});

export function failure(code, message, statusCode) {
  return new BaxVerifyWebhookError({ code, message, statusCode });
}

export function invalidArgument(field, expected, found) {
  return new BaxVerifyWebhookError({
    code: 'BAXVERIFY_INVALID_ARGUMENT',
    message: `${field} must be ${expected}; got ${found}.`,
    details: { field, expected },
  });
}

/** Describes the kind of a value, never the value itself. It may be a secret. */
export function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  if (Number.isNaN(value)) return 'NaN';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
