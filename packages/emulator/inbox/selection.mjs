// Which conversation is shown. It stays when messages arrive.

import { go, onPlace, place } from './location.mjs';
import { conversations, keyOf } from './messages.mjs';
import { isSearch, isSearching, results } from './search.mjs';

/** There is room for the list and a conversation. */
const wide = matchMedia('(min-width: 760px)');

export const isWide = () => wide.matches;

/** The key of the conversation that is shown while the user has chosen none. */
let pinned = '';

/** Returns the conversations that match the search and the project, the newest first. */
export function found() {
  if (!isSearch()) {
    const all = [...conversations.values()].reverse();
    return place.projectId ? all.filter(({ projectId }) => projectId === place.projectId) : all;
  }
  const matching = new Map();
  for (const message of results.messages) {
    const key = keyOf(message);
    if (matching.has(key)) continue;
    const { phone, projectId } = message;
    matching.set(key, {
      unread: 0,
      ...conversations.get(key),
      key,
      phone,
      projectId,
      newest: message,
    });
  }
  return [...matching.values()];
}

/** Returns the key of the conversation to show, or an empty string. */
export function shownKey(list) {
  if (place.key) pinned = place.key;
  else if (!isKnown(pinned, list) && !isSearching()) pinned = list[0]?.key ?? '';
  return place.key || (wide.matches ? pinned : '');
}

const isKnown = (key, list) => conversations.has(key) || list.some((each) => each.key === key);

onPlace((before) => {
  if (before.query !== place.query || before.projectId !== place.projectId) pinned = '';
});

/** Opens the next or previous conversation. */
export function move(step) {
  const keys = found().map(({ key }) => key);
  const at = keys.indexOf(place.key || pinned);
  const isShown = place.key !== '' || wide.matches;
  const next = at < 0 || !isShown ? 0 : Math.min(keys.length - 1, Math.max(0, at + step));
  if (keys[next] !== undefined) go('inbox', keys[next]);
  return keys[next];
}
