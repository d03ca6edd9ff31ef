import { isOtpEvent } from '@baxcloud/baxverify/webhooks';

export const failures = [];

/** What the application does with an event. */
export async function handle(event) {
  if (!isOtpEvent(event)) return; // an event that this version does not know
  const { phone, errorCode } = event.data.object;
  if (event.event === 'otp.failed') failures.push({ phone, errorCode });
}
