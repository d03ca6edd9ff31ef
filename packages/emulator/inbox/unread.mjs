// Unread messages, and their count in the title and the icon of the page.

import { ROOT } from './api.mjs';
import { conversations, keyOf } from './messages.mjs';
import { onEvent } from './store.mjs';

const TITLE = document.title;
/** The icon with the highest number means this or more. */
const MAX_ON_ICON = 9;

/** Messages are unread until their conversation is shown. */
onEvent('arrival', (message) => {
  conversations.get(keyOf(message)).unread += 1;
});

export function markRead(key) {
  const conversation = conversations.get(key);
  if (conversation) conversation.unread = 0;
}

export function markAllRead() {
  for (const conversation of conversations.values()) conversation.unread = 0;
}

export function countUnread() {
  let count = 0;
  for (const { unread } of conversations.values()) count += unread;
  return count;
}

let drawn = 0;

export function drawUnread() {
  const count = countUnread();
  if (count === drawn) return;
  drawn = count;
  document.title = count > 0 ? `(${count}) ${TITLE}` : TITLE;
  const icon = count === 0 ? 'icon' : `badges/${Math.min(count, MAX_ON_ICON)}`;
  document.querySelector('link[rel="icon"]').href = `${ROOT}inbox/${icon}.svg`;
}
