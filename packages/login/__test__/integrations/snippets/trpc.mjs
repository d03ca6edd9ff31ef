import { PhoneLoginError } from '@baxcloud/baxverify-login';

/** An option of tRPC's adapters. */
export function responseMeta({ errors }) {
  const cause = errors[0]?.cause;
  if (!(cause instanceof PhoneLoginError)) return {};
  return { status: cause.status, headers: cause.headers };
}
