// The state of the page: a copy of the emulator's state that its events keep up to date.

import * as api from './api.mjs';
import { loadClocks } from './clocks.mjs';
import { place } from './location.mjs';
import { forget, keep, keepOnly, MAX_MESSAGES, messages } from './messages.mjs';
import { changed } from './render.mjs';
import { follow } from './stream.mjs';
import { throttled } from './throttle.mjs';

export const state = {
  projects: [],
  defaultProjectId: '',
  faults: [],
  version: '',
  /** How many messages the emulator keeps. The page may have fewer. */
  total: 0,
  /** Where older messages start, if there are any. */
  next: undefined,
  /** `loading`, `live`, `polling` or `offline`. */
  connection: 'loading',
  isLoaded: false,
};

/** Without events by then, for example behind a proxy that holds them back, the page polls. */
const POLL_MS = 3_000;

const listeners = new Map();

/** Calls the listener with each event of this type, after the page knows of it. */
export function onEvent(type, listener) {
  listeners.set(type, [...(listeners.get(type) ?? []), listener]);
}

function emit(type, event) {
  for (const listener of listeners.get(type) ?? []) listener(event);
}

/** The selected project, or the default one. */
export const project = () => {
  const wanted = place.projectId || state.defaultProjectId;
  return state.projects.find(({ projectId }) => projectId === wanted);
};

async function loadMessages() {
  const { messages: list, total, next } = await api.newestMessages(MAX_MESSAGES);
  Object.assign(state, { total, next });
  const added = keepOnly(list);
  if (state.isLoaded) for (const message of added) emit('arrival', message);
}

export async function loadProjects() {
  const { projects, defaultProjectId } = await api.projects();
  Object.assign(state, { projects, defaultProjectId });
}

export async function loadFaults() {
  state.faults = (await api.faults()).faults;
}

async function loadVersion() {
  state.version = (await api.health()).version;
}

let queue;
let loading;
let isStale = false;

/** Loads everything. A call during a load causes one more load after it. */
export function load() {
  isStale = true;
  loading ??= loadUntilFresh().finally(() => {
    loading = undefined;
  });
  return loading;
}

async function loadUntilFresh() {
  while (isStale) {
    isStale = false;
    queue = [];
    try {
      await Promise.all([
        loadMessages(),
        loadProjects(),
        loadClocks(),
        loadFaults(),
        loadVersion(),
      ]);
      state.isLoaded = true;
    } finally {
      const queued = queue;
      queue = undefined;
      for (const event of queued) apply(event);
      changed();
    }
    emit('loaded');
    // Test runners reset the emulator often.
    if (isStale) await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Events may come at a high rate. */
const soon = (millis, work) =>
  throttled(millis, async () => {
    await work().catch(() => {});
    changed();
  });

const RELOAD = {
  clock: soon(100, loadClocks),
  faults: soon(100, loadFaults),
  project: soon(100, loadProjects),
};

/** The page does not see which messages the emulator removes because it keeps too many. */
const recount = soon(2_000, async () => {
  state.total = (await api.messages({ limit: 1 })).total;
});

/** Events after which the page may have messages that are gone, or lacks some. */
const LOAD_AFTER = new Set(['reset', 'removed', 'stale']);

function apply(event) {
  if (queue) return void queue.push(event);
  if (event.type === 'message') {
    if (keep(event.message)) {
      state.total += 1;
      if (messages.size >= MAX_MESSAGES) recount();
      emit('arrival', event.message);
    }
  } else if (event.type === 'deleted') {
    for (const id of event.ids) forget(id);
    state.total = Math.max(messages.size, state.total - event.ids.length);
  } else if (LOAD_AFTER.has(event.type)) {
    load().catch(() => {});
  } else {
    RELOAD[event.type]?.();
  }
  emit(event.type, event);
  changed();
}

function onConnection(isConnected) {
  if (isConnected) load().catch(() => {});
  state.connection = isConnected ? 'live' : 'offline';
  changed();
}

async function poll() {
  const start = performance.now();
  if (state.connection !== 'live' && !document.hidden) {
    const succeeded = await load().then(
      () => true,
      () => false,
    );
    if (state.connection !== 'live') state.connection = succeeded ? 'polling' : 'offline';
    changed();
  }
  setTimeout(poll, Math.max(POLL_MS, 10 * (performance.now() - start)));
}

/** Loads everything, then follows the events. */
export async function start() {
  follow({ onEvent: apply, onConnection });
  setTimeout(poll, POLL_MS);
  await load().catch(() => {});
  changed();
}
