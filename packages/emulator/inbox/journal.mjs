// The newest entries of the emulator's request journal.

import * as api from './api.mjs';
import { onPlace, place } from './location.mjs';
import { changed } from './render.mjs';
import { onEvent } from './store.mjs';
import { throttled } from './throttle.mjs';

/** More entries are not kept. */
const MAX_ENTRIES = 5_000;
const PAGE = 500;
const RECOUNT_MS = 500;

export const journal = {
  /** By id, oldest first. */
  requests: new Map(),
  total: 0,
  dropped: 0,
  /** The id below which the next page starts. */
  next: undefined,
  /** Only requests with this outcome. */
  outcome: '',
  isLoaded: false,
  error: '',
};

let isWanted = false;
let isLoading = false;
/** Requests of events that came during a load. The newest load has its own. */
let meanwhile = [];

const parameters = () => ({ projectId: place.projectId, outcome: journal.outcome });

/** Loads the newest entries when they are needed for the first time. */
export async function loadJournal({ again = false } = {}) {
  if (isWanted && !again) return;
  isWanted = true;
  isLoading = true;
  const arrived = [];
  meanwhile = arrived;
  const isNewest = () => meanwhile === arrived;
  try {
    const page = await api.requests({ ...parameters(), limit: PAGE });
    if (!isNewest()) return;
    const requests = [...page.requests.reverse(), ...arrived];
    journal.requests = new Map(requests.map((request) => [request.id, request]));
    keepPage(page);
  } catch (error) {
    if (!isNewest()) return;
    journal.error = error.message;
  }
  isLoading = false;
  changed();
}

function keepPage({ counts, dropped, next }) {
  Object.assign(journal, { total: counts.total, dropped, next, isLoaded: true, error: '' });
}

export async function loadOlderRequests() {
  if (journal.next === undefined || isLoading || journal.requests.size >= MAX_ENTRIES) return;
  isLoading = true;
  const began = meanwhile;
  const isSame = () => meanwhile === began;
  try {
    const page = await api.requests({ ...parameters(), before: journal.next, limit: PAGE });
    // A newer load has replaced the list, as for another project.
    if (!isSame()) return;
    const older = page.requests.reverse().map((request) => [request.id, request]);
    journal.requests = new Map([...older, ...journal.requests]);
    keepPage(page);
  } catch (error) {
    if (!isSame()) return;
    journal.error = error.message;
  }
  isLoading = false;
  changed();
}

function keep({ request }) {
  if (!isWanted) return;
  if (isLoading) meanwhile.push(request);
  journal.requests.set(request.id, request);
  if (journal.requests.size > MAX_ENTRIES) {
    journal.requests.delete(journal.requests.keys().next().value);
  }
  recount();
}

/** The emulator counts, because only it knows all entries. */
const recount = throttled(RECOUNT_MS, async () => {
  const page = await api.requests({ ...parameters(), limit: 1 }).catch(() => undefined);
  if (page) Object.assign(journal, { total: page.counts.total, dropped: page.dropped });
  changed();
});

onEvent('request', keep);
for (const type of ['requestsCleared', 'reset', 'loaded']) {
  onEvent(type, () => isWanted && loadJournal({ again: true }));
}
onPlace((before) => {
  if (isWanted && before.projectId !== place.projectId) loadJournal({ again: true });
});
