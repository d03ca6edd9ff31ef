// The delivery log view: all messages, with filters.

import { $, copies, el, replace } from './dom.mjs';
import { explain, stateName, stateOf, time, when } from './format.mjs';
import { changed, now, state, visible } from './store.mjs';

const PAGE_SIZE = 100;
const filter = { words: '', status: '', shown: PAGE_SIZE };
const STATUSES = ['sent', 'verified', 'consumed', 'expired', 'failed', 'late', 'lost'];

export function drawLog() {
  const view = $('view-log');
  if (!view.firstChild) view.append(...frame());
  const at = now();
  const rows = visible()
    .map((message) => ({ message, status: stateOf(message, at) }))
    .filter(
      ({ message, status }) => matches(message) && (!filter.status || filter.status === status),
    );
  $('log-total').textContent = rows.length === 1 ? '1 message' : `${rows.length} messages`;
  const showsProject = state.projects.length > 1;
  replace(
    $('log-rows'),
    rows.slice(0, filter.shown).map((entry) => row(entry, at, showsProject)),
  );
  $('log-more').hidden = rows.length <= filter.shown;
}

function matches({ phone, purpose = '', id, requestId }) {
  const words = filter.words.toLowerCase();
  return [phone, purpose.toLowerCase(), id, requestId].some((field) => field.includes(words));
}

function frame() {
  const change = (name) => (event) => {
    filter[name] = event.target.value.trim();
    filter.shown = PAGE_SIZE;
    changed();
  };
  const options = STATUSES.map((status) => el('option', { value: status }, stateName(status)));
  const heads = ['Time', 'Phone', 'Purpose', 'State', 'Code', ''];
  return [
    el(
      'div',
      { class: 'page-head' },
      el('h2', {}, 'Delivery log'),
      el('span', { id: 'log-total', class: 'muted', role: 'status' }),
      el('input', {
        id: 'log-words',
        type: 'search',
        placeholder: 'Phone, purpose or id',
        'aria-label': 'Filter by phone, purpose or id',
        oninput: change('words'),
      }),
      el(
        'select',
        { id: 'log-status', 'aria-label': 'Filter by state', onchange: change('status') },
        el('option', { value: '' }, 'All states'),
        options,
      ),
    ),
    el(
      'div',
      { class: 'card table' },
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            heads.map((head) => el('th', { scope: 'col' }, head)),
          ),
        ),
        el('tbody', { id: 'log-rows' }),
      ),
    ),
    el(
      'button',
      {
        id: 'log-more',
        type: 'button',
        hidden: true,
        onclick: () => {
          filter.shown += PAGE_SIZE;
          changed();
        },
      },
      'Show more',
    ),
  ];
}

function row({ message, status }, at, showsProject) {
  const { id, phone, purpose = '–', projectId, code, createdAt, errorCode } = message;
  return el(
    'tr',
    { 'data-id': id, 'data-key': id },
    el(
      'td',
      {},
      el(
        'time',
        { datetime: createdAt, title: createdAt },
        `${when(createdAt, at) === time(createdAt).slice(0, 5) ? '' : `${when(createdAt, at)} `}${time(createdAt)}`,
      ),
    ),
    el(
      'td',
      {},
      el('a', { href: `#inbox/${encodeURIComponent(`${projectId} ${phone}`)}` }, phone),
      showsProject ? el('small', {}, projectId) : null,
    ),
    el('td', { class: 'clip' }, purpose),
    el(
      'td',
      {},
      el('span', { class: `state ${status}` }, stateName(status)),
      el('small', {}, errorCode ?? explain(message, status, at)),
    ),
    el('td', { class: 'mono' }, code),
    el('td', {}, el('button', copies(code, 'Code'), 'Copy')),
  );
}
