// The state of the page: a copy of the emulator's state that its events keep up to date.

import * as api from './api.mjs';

export const state = {
  messages: new Map(),
  projects: [],
  defaultProjectId: '',
  faults: [],
  /** Milliseconds that the emulator's clock is ahead of the clock of the browser. */
  ahead: 0,
  offsetSeconds: 0,
  /** The selected project. All projects if empty. */
  projectId: '',
  connected: false,
};

const listeners = new Set();
let isScheduled = false;

export const now = () => Date.now() + state.ahead;

export function onChange(listener) {
  listeners.add(listener);
}

/** Schedules one rendering for all changes until then. */
export function changed() {
  if (isScheduled) return;
  isScheduled = true;
  const draw = () => {
    isScheduled = false;
    for (const listener of listeners) listener();
  };
  // A background tab gets no animation frames, but its title must show the count of new messages.
  if (document.hidden) setTimeout(draw, 200);
  else requestAnimationFrame(draw);
}

/** Returns the messages of the selected project, newest first. */
export function visible() {
  const all = [...state.messages.values()];
  const mine = all.filter((message) => !state.projectId || message.projectId === state.projectId);
  return mine.sort((one, other) =>
    one.createdAt < other.createdAt
      ? 1
      : one.createdAt > other.createdAt
        ? -1
        : other.order - one.order,
  );
}

export const project = () =>
  state.projects.find(({ projectId }) => projectId === (state.projectId || state.defaultProjectId));

let order = 0;

function addMessage(message) {
  const known = state.messages.get(message.id);
  message.order = known?.order ?? ++order;
  message.fresh = known ? known.fresh : Date.now();
  state.messages.set(message.id, message);
  if (state.messages.size > api.MAX_MESSAGES) {
    state.messages.delete(state.messages.keys().next().value);
  }
}

async function loadMessages() {
  const { messages } = await api.messages();
  state.messages.clear();
  for (const message of messages.reverse()) {
    addMessage(message);
    message.fresh = 0;
  }
}

export async function loadProjects() {
  const { projects, defaultProjectId } = await api.projects();
  Object.assign(state, { projects, defaultProjectId });
  if (!projects.some(({ projectId }) => projectId === state.projectId)) state.projectId = '';
}

export async function loadFaults() {
  state.faults = (await api.faults()).faults;
}

export async function loadClock() {
  const clock = await api.clock();
  state.ahead = Date.parse(clock.now) - Date.now();
  state.offsetSeconds = clock.offsetSeconds;
}

const LOADERS = {
  clock: loadClock,
  faults: loadFaults,
  project: loadProjects,
};

/** Loads the data of an event, at most once per 60 ms. */
function reload(type) {
  reload.waiting ??= new Map();
  if (reload.waiting.has(type)) return;
  const load = async () => {
    reload.waiting.delete(type);
    await LOADERS[type]().catch(() => {});
    changed();
  };
  reload.waiting.set(type, setTimeout(load, 60));
}

let queue;

async function loadAll() {
  queue = [];
  await Promise.all([loadMessages(), loadProjects(), loadFaults(), loadClock()]);
  const queued = queue;
  queue = undefined;
  queued.forEach(apply);
  changed();
}

function apply(change) {
  if (queue) return void queue.push(change);
  if (change.type === 'message') addMessage(change.message);
  else if (change.type === 'reset' || change.type === 'stale') return void loadAll();
  else if (change.type in LOADERS) reload(change.type);
  changed();
}

/** Subscribes to the emulator's events. The browser reconnects by itself. */
export function follow() {
  const source = new EventSource('/emulator/events');
  source.onmessage = ({ data }) => apply(JSON.parse(data));
  source.onopen = async () => {
    state.connected = true;
    await loadAll().catch(() => {});
  };
  source.onerror = () => {
    state.connected = false;
    changed();
  };
}
