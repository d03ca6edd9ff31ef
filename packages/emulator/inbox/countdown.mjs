// Whether the page shows something that changes without an event.

import { place } from './location.mjs';
import { messages } from './messages.mjs';

/** Only open codes have a countdown. */
export function hasCountdown() {
  if (place.view !== 'inbox' && place.view !== 'log') return false;
  for (const { status } of messages.values()) if (status === 'SENT') return true;
  return false;
}
