// The emulator's clock, and those of projects. A clock may be ahead, and it may stand.

import * as api from './api.mjs';

let emulator;
let byProject = new Map();

/** A project whose clock is unknown, or that is gone, uses the emulator's. */
const clockOf = (projectId) => byProject.get(projectId) ?? emulator;

/** What a clock shows, in milliseconds. */
export function now(projectId = '') {
  const clock = clockOf(projectId);
  if (!clock) return Date.now();
  return clock.frozen ? clock.at : Date.now() + clock.ahead;
}

/** How many seconds a clock is ahead of the system's. */
export const secondsAhead = (projectId) => clockOf(projectId)?.offsetSeconds ?? 0;

export const isFrozen = (projectId) => clockOf(projectId)?.frozen === true;

/** Loads all clocks. The request names no project, because any of them may be gone by then. */
export async function loadClocks() {
  const { clock, projects } = await api.clocks();
  emulator = reading(clock);
  byProject = new Map(Object.entries(projects).map(([id, each]) => [id, reading(each)]));
}

function reading({ now: iso, offsetSeconds, frozen }) {
  const at = Date.parse(iso);
  return { at, ahead: at - Date.now(), offsetSeconds, frozen };
}
