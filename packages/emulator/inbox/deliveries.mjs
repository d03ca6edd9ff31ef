// The newest deliveries of webhooks.

import * as api from './api.mjs';
import { onPlace, place } from './location.mjs';
import { changed } from './render.mjs';
import { onEvent } from './store.mjs';

/** More deliveries are not kept. */
const MAX_DELIVERIES = 1_000;

export const deliveries = {
  /** By id, oldest first. */
  byId: new Map(),
  isLoaded: false,
  error: '',
};

let isWanted = false;
/** Deliveries of events that came during a load. The newest load has its own. */
let meanwhile;

/** Loads the newest deliveries when they are needed for the first time. */
export async function loadDeliveries({ again = false } = {}) {
  if (isWanted && !again) return;
  isWanted = true;
  const arrived = [];
  meanwhile = arrived;
  const isNewest = () => meanwhile === arrived;
  try {
    const answer = await api.webhooks({ projectId: place.projectId, limit: MAX_DELIVERIES });
    if (!isNewest()) return;
    const all = [...answer.deliveries.reverse(), ...arrived];
    deliveries.byId = new Map(all.map((delivery) => [delivery.id, delivery]));
    Object.assign(deliveries, { isLoaded: true, error: '' });
  } catch (error) {
    if (!isNewest()) return;
    deliveries.error = error.message;
  }
  meanwhile = undefined;
  changed();
}

onEvent('webhook', ({ delivery }) => {
  if (!isWanted) return;
  meanwhile?.push(delivery);
  deliveries.byId.set(delivery.id, delivery);
  if (deliveries.byId.size > MAX_DELIVERIES) {
    deliveries.byId.delete(deliveries.byId.keys().next().value);
  }
});
onEvent('loaded', () => {
  if (isWanted) loadDeliveries({ again: true });
});
onPlace((before) => {
  if (isWanted && before.projectId !== place.projectId) loadDeliveries({ again: true });
});
