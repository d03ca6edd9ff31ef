// Compiled, never run: error handling in the shape that the documentation shows.
import {
  BaxCloudVerifyClient,
  type BaxVerifyClientErrorCode,
  BaxVerifyError,
  type BaxVerifyErrorCode,
  type BaxVerifyOutcome,
  type BaxVerifyServiceErrorCode,
  SERVICE_ERROR_CODES,
} from '@baxcloud/baxverify';

const client = new BaxCloudVerifyClient({
  projectId: process.env.BAXCLOUD_PROJECT_ID ?? '',
  apiKey: process.env.BAXCLOUD_API_KEY ?? '',
  timeout: 30000,
  debug: false,
});

export async function login(phone: string, code: string): Promise<string> {
  try {
    const { expiresInSeconds } = await client.sendOtp({ phone, purpose: 'LOGIN' });
    console.log(expiresInSeconds.toFixed());
    const result = await client.verifyOtp({ phone, code });
    const validation = await client.validateVerificationToken({ token: result.accessToken });
    return validation.phone;
  } catch (error) {
    if (!(error instanceof BaxVerifyError)) throw error;
    const status: number | undefined = error.statusCode;
    const help: string | undefined = error.details?.helpUrl ?? error.helpUrl;
    switch (error.code) {
      case 'BAXVERIFY_OTP_INVALID':
      case 'BAXVERIFY_OTP_EXPIRED':
        return 'again';
      case 'BAXVERIFY_RATE_LIMIT':
        return `wait ${(error.retryAfterMs ?? 1000) / 1000} s`;
      case 'BAXVERIFY_TIMEOUT':
        return error.outcome === 'unknown' ? 'maybe' : 'no';
      // @ts-expect-error: misspelled
      case 'BAXVERIFY_OTP_INVALD':
        return 'never';
      default:
        // @ts-expect-error: misspelled
        if (error.code === 'BAXVERIFY_OTP_EXPIRD') return 'never';
        if (String(error.code) === 'BAXVERIFY_NEW_2027') return 'a code of tomorrow';
        return `${status} ${help} ${error.message}`;
    }
  }
}

/** A table by code, and the codes that this client adds. */
export function translated(code: BaxVerifyErrorCode): string {
  if (isKnown(code)) return texts[code];
  const rest: BaxVerifyClientErrorCode = code;
  return rest;
}

function isKnown(code: string): code is BaxVerifyServiceErrorCode {
  return (SERVICE_ERROR_CODES as readonly string[]).includes(code);
}

/** A list of all documented codes in a program of a user: a code that goes missing fails here. */
export const texts: Record<BaxVerifyServiceErrorCode, string> = {
  BAXVERIFY_FEATURE_DISABLED: '',
  BAXVERIFY_PLAN_NOT_INCLUDED: '',
  BAXVERIFY_API_KEY_SCOPE: '',
  BAXVERIFY_SENDER_NOT_CONFIGURED: '',
  BAXVERIFY_INSUFFICIENT_CREDITS: '',
  BAXVERIFY_VERIFY_FEE_CREDITS: '',
  BAXVERIFY_NO_SUBSCRIPTION: '',
  BAXVERIFY_RATE_LIMIT: '',
  BAXVERIFY_OTP_EXPIRED: '',
  BAXVERIFY_OTP_INVALID: '',
  BAXVERIFY_OTP_MAX_ATTEMPTS: '',
  BAXVERIFY_INVALID_PHONE: '',
  BAXVERIFY_SMS_SEND_FAILED: '',
  BAXVERIFY_TOKEN_INVALID: '',
  BAXVERIFY_TOKEN_CONSUMED: '',
  BAXVERIFY_PROJECT_INACTIVE: '',
  BAXVERIFY_PROJECT_HEADER_REQUIRED: '',
  BAXVERIFY_API_KEY_PROJECT_MISMATCH: '',
};

export const outcomes: Record<BaxVerifyOutcome, string> = {
  rejected: '',
  not_sent: '',
  unknown: '',
};

const error = new BaxVerifyError({ code: 'BAXVERIFY_OTP_INVALID', message: 'm', statusCode: 400 });
const asError: Error = error;
const cause: Error | undefined = error.cause;
const json: Record<string, unknown> = error.toJSON();
// @ts-expect-error: a code is needed
new BaxVerifyError({ message: 'm' });
// @ts-expect-error: and a message
new BaxVerifyError({ code: 'BAXVERIFY_TIMEOUT' });
// @ts-expect-error: fields are there to be read
error.code = 'BAXVERIFY_TIMEOUT';
// @ts-expect-error: not every error has a status
const status: number = error.statusCode;
// @ts-expect-error: details may be missing
error.details.helpUrl;
// @ts-expect-error: one of three
new BaxVerifyError({ code: 'BAXVERIFY_TIMEOUT', message: 'm', outcome: 'sent' });

class Refined extends BaxVerifyError {
  get isFinal() {
    return this.outcome === 'rejected' && !this.retryable;
  }
}

export { asError, cause, json, Refined, status };

declare const failed: BaxVerifyError;
const failedId: string | undefined = failed.requestId;
const via: string | undefined = failed.headers?.via;
new BaxVerifyError({
  code: 'BAXVERIFY_TIMEOUT',
  message: 'm',
  requestId: 'r',
  headers: { via: 'x' },
});
void [failedId, via];
