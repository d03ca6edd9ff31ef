// The emulator's clock, and those of projects. A clock may be ahead, and it may stand.

import * as api from './api.mjs';

/** By project id. The emulator's clock has the empty id. `undefined` until it is loaded. */
const clocks = new Map([['', undefined]]);

/** A project whose clock is unknown uses the emulator's. */
const clockOf = (projectId) => clocks.get(projectId) ?? clocks.get('');

/** What a clock shows, in milliseconds. */
export function now(projectId = '') {
  // Loaded with the next change of the page.
  if (!clocks.has(projectId)) clocks.set(projectId, undefined);
  const clock = clockOf(projectId);
  if (!clock) return Date.now();
  return clock.frozen ? clock.at : Date.now() + clock.ahead;
}

/** How many seconds a clock is ahead of the system's. */
export const secondsAhead = (projectId) => clockOf(projectId)?.offsetSeconds ?? 0;

export const isFrozen = (projectId) => clockOf(projectId)?.frozen === true;

/** Whether a project was shown whose clock is not loaded. */
export const lacksClock = () => [...clocks.values()].includes(undefined);

/**
 * Loads the clocks of all projects that were shown, one after the other. The messages of a project
 * that is gone may still be on the page for a moment.
 */
export async function loadClocks(projectIds) {
  const existing = new Set(['', ...projectIds]);
  for (const projectId of clocks.keys()) {
    if (existing.has(projectId)) await loadClock(projectId);
    else clocks.set(projectId, null);
  }
}

async function loadClock(projectId) {
  const { now: iso, offsetSeconds, frozen } = await api.clock(projectId);
  const at = Date.parse(iso);
  clocks.set(projectId, { at, ahead: at - Date.now(), offsetSeconds, frozen });
}
