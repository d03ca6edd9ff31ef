// What the inbox shows instead of a conversation.

import { action, attempt } from './actions.mjs';
import * as api from './api.mjs';
import { copies } from './clipboard.mjs';
import { el } from './dom.mjs';
import { place, setFilter } from './location.mjs';
import { isSearching, results } from './search.mjs';
import { project, state } from './store.mjs';
import { variables } from './variables.mjs';

const SAMPLE_PHONE = '+9991234560001';

action('sample', () => {
  const here = project();
  if (here) attempt(() => api.send(here, SAMPLE_PHONE));
});
action('clear-search', () => setFilter({ query: '' }));

/** Returns the content, for a list with this many conversations. */
export function emptyView(count) {
  if (!state.isLoaded) {
    const text = state.connection === 'offline' ? 'The emulator does not respond.' : 'Loading …';
    return el('p', { class: 'empty' }, text);
  }
  if (isSearching()) return el('p', { class: 'empty' }, 'Searching …');
  if (count > 0) return el('p', { class: 'empty' }, 'Choose a conversation.');
  if (place.query.trim()) return noMatch();
  return project() ? noMessages() : el('p', { class: 'empty' }, 'This project does not exist.');
}

function noMatch() {
  const count = state.total === 1 ? '1 message' : `${state.total.toLocaleString('en')} messages`;
  return el(
    'div',
    { class: 'empty' },
    el('h2', {}, 'No hit'),
    el('p', {}, results.error || `The emulator searched its ${count}.`),
    el(
      'div',
      { class: 'row' },
      el('button', { type: 'button', 'data-action': 'clear-search' }, 'Clear the search'),
    ),
  );
}

function noMessages() {
  const lines = variables();
  return el(
    'div',
    { class: 'empty' },
    el('h2', {}, 'No messages yet'),
    el('p', {}, 'Start your application with these variables. Its messages appear here at once:'),
    el('pre', { tabindex: 0, role: 'region', 'aria-label': 'Variables' }, lines),
    el(
      'div',
      { class: 'row' },
      el('button', copies(lines, 'Variables'), 'Copy'),
      el(
        'button',
        { type: 'button', class: 'primary', 'data-action': 'sample' },
        'Send a test message',
      ),
    ),
  );
}
