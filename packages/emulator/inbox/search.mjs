// The search. The emulator does it, because it has all messages and the page may have only the
// newest.

import * as api from './api.mjs';
import { onPlace, place } from './location.mjs';
import { messages } from './messages.mjs';
import { changed } from './render.mjs';
import { onEvent, state } from './store.mjs';
import { throttled } from './throttle.mjs';

/** The results of the last search that ended. */
export const results = { messages: [], total: 0, next: undefined, error: '', of: '' };

/** Users type several characters per second. */
const TYPING_MS = 150;
/** Messages may arrive at a high rate. */
const REFRESH_MS = 400;

const idOf = ({ query, projectId }) => `${query.trim()} ${projectId}`;

/** Whether the messages that the page has are not enough. */
export const isSearch = () =>
  place.query.trim() !== '' || (place.projectId !== '' && messages.size < state.total);

export const isSearching = () => isSearch() && results.of !== idOf(place);

const searchAsTyped = throttled(TYPING_MS, run);
const searchAgain = throttled(REFRESH_MS, run);

async function run() {
  if (!isSearch()) return;
  const of = idOf(place);
  try {
    const { query, projectId } = place;
    const { messages, total, next } = await api.messages({
      search: query.trim(),
      projectId,
      limit: api.MAX_PAGE,
    });
    Object.assign(results, { messages, total, next, error: '', of });
  } catch (error) {
    Object.assign(results, { messages: [], total: 0, next: undefined, error: error.message, of });
  }
  if (isSearching()) searchAsTyped();
  changed();
}

onPlace((before) => {
  if (idOf(before) === idOf(place)) return;
  searchAsTyped();
  changed();
});
for (const type of ['message', 'deleted', 'loaded', 'clock']) onEvent(type, searchAgain);
