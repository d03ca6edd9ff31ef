// The messages of the log, newest first: those that the page has, then those that the emulator
// gives on request.

import * as api from './api.mjs';
import { place } from './location.mjs';
import { messages } from './messages.mjs';
import { changed } from './render.mjs';
import { isSearch, results } from './search.mjs';
import { state } from './store.mjs';
import { toast } from './toast.mjs';

const PAGE = 500;

/** The pages after the messages that the page has, for one search. */
let beyond = { of: undefined, messages: [], next: undefined };

/** Returns `{ list, total }`. The list may have fewer messages than the total. */
export function listing() {
  if (isSearch()) return { list: withOlder(results.messages, results.of), total: results.total };
  const all = [...messages.values()].reverse();
  const { projectId } = place;
  const list = projectId ? all.filter((message) => message.projectId === projectId) : all;
  return { list: withOlder(list, ''), total: projectId ? list.length : state.total };
}

function withOlder(list, of) {
  if (beyond.of !== of || beyond.messages.length === 0) return list;
  const known = new Set(list.map(({ id }) => id));
  return [...list, ...beyond.messages.filter(({ id }) => !known.has(id))];
}

/** Loads the next page from the emulator. */
export async function loadMore() {
  const of = isSearch() ? results.of : '';
  const before = beyond.of === of ? beyond.next : isSearch() ? results.next : state.next;
  if (before === undefined) return;
  const known = beyond.of === of ? beyond.messages : [];
  try {
    const { query, projectId } = place;
    const search = query.trim();
    const page = await api.messages({ search, projectId, before, limit: PAGE });
    beyond = { of, messages: [...known, ...page.messages], next: page.next };
  } catch (error) {
    toast(error.message);
  }
  changed();
}

/** Removes messages that were deleted. */
export function forgetOlder(ids) {
  beyond.messages = beyond.messages.filter(({ id }) => !ids.has(id));
}
