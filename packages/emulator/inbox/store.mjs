// The state of the page: what the emulator holds, kept up to date by its events.

import * as api from './api.mjs';

export const state = {
  messages: new Map(),
  projects: [],
  defaultProjectId: '',
  faults: [],
  /** By how much the emulator's clock is ahead of this one. */
  ahead: 0,
  offsetSeconds: 0,
  /** The project that is looked at; all where empty. */
  projectId: '',
  connected: false,
};

const listeners = new Set();
let drawing = false;

export const now = () => Date.now() + state.ahead;

export function onChange(listener) {
  listeners.add(listener);
}

/** Has everything drawn anew, once, however many changes come in until then. */
export function changed() {
  if (drawing) return;
  drawing = true;
  const draw = () => {
    drawing = false;
    for (const listener of listeners) listener();
  };
  // A tab in the background gets no frames, and its title is to tell of news all the same.
  if (document.hidden) setTimeout(draw, 200);
  else requestAnimationFrame(draw);
}

/** Messages of the project that is looked at, newest first. */
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

function keep(message) {
  const known = state.messages.get(message.id);
  message.order = known?.order ?? ++order;
  message.fresh = known ? known.fresh : Date.now();
  state.messages.set(message.id, message);
  if (state.messages.size > api.MOST_MESSAGES) {
    state.messages.delete(state.messages.keys().next().value);
  }
}

async function loadMessages() {
  const { messages } = await api.messages();
  state.messages.clear();
  for (const message of messages.reverse()) {
    keep(message);
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

const loads = {
  clock: loadClock,
  faults: loadFaults,
  project: loadProjects,
};

/** Loads again what a change concerns, at most a few times a second. */
function reload(type) {
  reload.waiting ??= new Map();
  if (reload.waiting.has(type)) return;
  const load = async () => {
    reload.waiting.delete(type);
    await loads[type]().catch(() => {});
    changed();
  };
  reload.waiting.set(type, setTimeout(load, 60));
}

let queue;

async function loadAll() {
  queue = [];
  await Promise.all([loadMessages(), loadProjects(), loadFaults(), loadClock()]);
  const missed = queue;
  queue = undefined;
  missed.forEach(apply);
  changed();
}

function apply(change) {
  if (queue) return void queue.push(change);
  if (change.type === 'message') keep(change.message);
  else if (change.type === 'reset' || change.type === 'stale') return void loadAll();
  else if (change.type in loads) reload(change.type);
  changed();
}

/** Follows the emulator's events; the browser connects again by itself after a break. */
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
