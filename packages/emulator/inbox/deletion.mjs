// Deletes messages: one, the selected ones, or all that a search finds.

import { action, attempt } from './actions.mjs';
import * as api from './api.mjs';
import { $ } from './dom.mjs';
import { forgetOlder } from './listing.mjs';
import { place } from './location.mjs';
import { changed } from './render.mjs';
import { results } from './search.mjs';
import { onEvent } from './store.mjs';
import { toast } from './toast.mjs';

/** The ids of the selected messages. */
export const selected = new Set();

action('select', ({ dataset, checked }) => {
  if (checked) selected.add(dataset.id);
  else selected.delete(dataset.id);
  changed();
});

action('delete', ({ dataset }) =>
  attempt(
    () => api.deleteMessages([dataset.id]),
    // The button that had the focus is gone.
    () => place.view === 'inbox' && $('thread').focus(),
  ),
);

action('delete-selected', () => {
  const ids = [...selected];
  if (ids.length > 1 && !confirm(`Delete ${ids.length} messages?`)) return;
  attempt(async () => said(await api.deleteMessages(ids)));
});

action('delete-found', () => {
  const search = place.query.trim();
  if (!search || !confirm(`Delete all ${results.total} messages that match the search?`)) return;
  const { projectId } = place;
  attempt(async () => said(await api.deleteFound({ search, projectId })));
});

const said = (count) => toast(count === 1 ? '1 message deleted.' : `${count} messages deleted.`);

onEvent('deleted', ({ ids }) => {
  for (const id of ids) selected.delete(id);
  forgetOlder(new Set(ids));
});
for (const type of ['reset', 'removed']) onEvent(type, () => selected.clear());
