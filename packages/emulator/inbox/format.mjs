// Formats values as text.

const DAY = 86_400_000;

/** Returns the state of a message, which is more detailed than its log status. */
export function stateOf(message, now) {
  if (message.consumedAt) return 'consumed';
  if (message.status !== 'SENT') return message.status.toLowerCase();
  if (Date.parse(message.expiresAt) <= now) return 'expired';
  if (message.dueAt) return 'late';
  if (message.copies === 0) return 'lost';
  return 'sent';
}

const STATES = {
  sent: 'Sent',
  verified: 'Verified',
  consumed: 'Consumed',
  expired: 'Expired',
  failed: 'Failed',
  late: 'On its way',
  lost: 'Lost',
};

export const stateName = (state) => STATES[state];

/** Returns one line that explains the state of a message. */
export function explain(message, state, now) {
  switch (state) {
    case 'sent':
      return `valid for ${duration(Date.parse(message.expiresAt) - now)}`;
    case 'verified':
      return `at ${time(message.verifiedAt)}`;
    case 'consumed':
      return `proof consumed at ${time(message.consumedAt)}`;
    case 'failed':
      return message.errorCode === 'BAXVERIFY_SMS_SEND_FAILED'
        ? 'not delivered'
        : 'no attempts left';
    case 'late':
      return `arrives in ${duration(Date.parse(message.dueAt) - now)}`;
    case 'lost':
      return 'never arrives';
    default:
      return Date.parse(message.expiresAt) <= now ? 'expired' : 'replaced by a newer code';
  }
}

export function duration(millis) {
  const seconds = Math.max(0, Math.ceil(millis / 1_000));
  if (seconds >= 172_800) return `${Math.floor(seconds / 86_400)} days`;
  if (seconds >= 7_200) return `${Math.floor(seconds / 3_600)} h`;
  const rest = String(seconds % 60).padStart(2, '0');
  return seconds >= 60 ? `${Math.floor(seconds / 60)}:${rest} min` : `${seconds} s`;
}

const two = (number) => String(number).padStart(2, '0');

export function time(iso) {
  const date = new Date(iso);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

export function day(iso, now) {
  const date = new Date(iso);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return 'Today';
  if (date.toDateString() === new Date(now - DAY).toDateString()) return 'Yesterday';
  return date.toLocaleDateString(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** Returns the time for today, and the date for earlier days. */
export function when(iso, now) {
  const name = day(iso, now);
  if (name === 'Today') return time(iso).slice(0, 5);
  if (name === 'Yesterday') return name;
  return new Date(iso).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}

/** Returns the time with seconds, and the date unless it is today. */
export function exactTime(iso, now) {
  const date = when(iso, now);
  const exact = time(iso);
  return exact.startsWith(date) ? exact : `${date} ${exact}`;
}

export function offset(seconds) {
  if (seconds === 0) return '';
  const size = Math.abs(seconds);
  const days = Math.floor(size / 86_400);
  const hours = Math.floor((size % 86_400) / 3_600);
  const minutes = Math.floor((size % 3_600) / 60);
  const parts = [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`];
  return `${seconds < 0 ? '−' : '+'}${parts.filter(Boolean).join(' ') || `${size} s`}`;
}
