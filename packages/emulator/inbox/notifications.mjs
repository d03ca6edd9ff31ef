// Desktop notifications of messages that arrive while the page is hidden. They are off until the
// user turns them on.

import { ROOT } from './api.mjs';
import { go } from './location.mjs';
import { keyOf } from './messages.mjs';
import { preference, setPreference } from './preferences.mjs';
import { changed } from './render.mjs';
import { onEvent } from './store.mjs';
import { toast } from './toast.mjs';

const NAME = 'notifications';
/** Messages within this time are one notification. */
const TOGETHER_MS = 1_000;

/** Browsers have them only for localhost and HTTPS. */
const areSupported = () => 'Notification' in globalThis && isSecureContext;

export const areNotificationsOn = () =>
  areSupported() && Notification.permission === 'granted' && preference(NAME) === 'on';

export async function toggleNotifications() {
  if (areNotificationsOn()) setPreference(NAME, '');
  else if (!areSupported()) toast('The browser allows notifications only for localhost and HTTPS.');
  else if ((await Notification.requestPermission()) === 'granted') setPreference(NAME, 'on');
  else toast('The browser blocks notifications of this page.');
  changed();
}

let waiting = [];

onEvent('arrival', (message) => {
  if (!document.hidden || !areNotificationsOn()) return;
  if (waiting.length === 0) setTimeout(notify, TOGETHER_MS);
  waiting.push(message);
});

function notify() {
  const [message] = waiting;
  const isOne = waiting.length === 1;
  const title = isOne ? message.phone : `${waiting.length} new messages`;
  // All tabs use the same tag, so that only one notification appears.
  const options = { icon: `${ROOT}inbox/icon.svg`, tag: message.id };
  if (isOne) options.body = message.text.slice(0, 200);
  waiting = [];
  try {
    const notification = new Notification(title, options);
    notification.onclick = () => {
      window.focus();
      if (isOne) go('inbox', keyOf(message));
      notification.close();
    };
  } catch {
    // Some mobile browsers have no notifications of pages.
  }
}
