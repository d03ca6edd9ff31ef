// The log view: a table of messages, newest first.

import { action } from './actions.mjs';
import { copies } from './clipboard.mjs';
import { now } from './clocks.mjs';
import { selected } from './deletion.mjs';
import { $, el, hiddenText } from './dom.mjs';
import { exactTime, explain, stateName, stateOf } from './format.mjs';
import { drawList } from './keyed-list.mjs';
import { listing, loadMore } from './listing.mjs';
import { linkTo, MAX_QUERY, onPlace, place, setFilter } from './location.mjs';
import { keyOf } from './messages.mjs';
import { replace } from './morph.mjs';
import { changed } from './render.mjs';
import { isSearch, isSearching, results } from './search.mjs';
import { statusLabel } from './status.mjs';
import { state } from './store.mjs';
import { cell, rowHead, table, tableRow } from './table.mjs';

const ROWS = 100;
const STATUSES = ['sent', 'verified', 'consumed', 'expired', 'failed', 'late', 'lost'];
/** The search calls this state differently. */
const searchName = (status) => (status === 'late' ? 'delayed' : status);
const STATUS_OPERATOR = /(^|\s)status:\s*(\S*)/i;

let shown = ROWS;

onPlace((before) => {
  if (before.query === place.query && before.projectId === place.projectId) return;
  shown = ROWS;
  selected.clear();
});

action('more-log', () => {
  shown += ROWS;
  if (shown > listing().list.length) loadMore();
  changed();
});

action('select-all', ({ checked }) => {
  for (const { id } of listing().list.slice(0, shown)) {
    if (checked) selected.add(id);
    else selected.delete(id);
  }
  changed();
});

export function drawLog() {
  const view = $('view-log');
  if (!view.firstChild) view.append(...frame());
  const { list, total } = listing();
  const rows = list.slice(0, shown);
  $('log-total').textContent = describe(list.length, total);
  drawFields();
  drawSelection(rows, total);
  const showsProject = state.projects.length > 1;
  drawList(
    $('log-rows'),
    rows.map((message) => item(message, now(message.projectId), showsProject)),
  );
  $('log-table').hidden = rows.length === 0;
  $('log-more').hidden = total <= rows.length;
}

const number = (count) => count.toLocaleString('en');
const messageCount = (count) => (count === 1 ? '1 message' : `${number(count)} messages`);

function describe(count, total) {
  if (!state.isLoaded) return 'Loading …';
  if (isSearching()) return 'Searching …';
  if (isSearch() && results.error) return results.error;
  if (count < total) return `newest ${number(count)} of ${messageCount(total)}`;
  if (count > 0) return messageCount(count);
  return place.query.trim() ? 'Nothing matches.' : 'No messages yet.';
}

function drawFields() {
  const words = $('log-words');
  if (document.activeElement !== words) words.value = place.query;
  const name = STATUS_OPERATOR.exec(place.query)?.[2].toLowerCase() ?? '';
  $('log-status').value = STATUSES.find((status) => searchName(status) === name) ?? '';
}

function drawSelection(rows, total) {
  const count = selected.size;
  const all = $('log-all');
  all.checked = rows.length > 0 && rows.every(({ id }) => selected.has(id));
  all.indeterminate = count > 0 && !all.checked;
  const button = { type: 'button', class: 'danger' };
  const canDeleteFound = place.query.trim() && total > 0 && !isSearching();
  replace(
    $('log-actions'),
    count > 0 &&
      el(
        'button',
        { ...button, 'data-action': 'delete-selected' },
        `Delete selected (${number(count)})`,
      ),
    canDeleteFound &&
      el(
        'button',
        { ...button, 'data-action': 'delete-found' },
        `Delete all found (${number(total)})`,
      ),
  );
}

/** Changes the operator `status:` of the search. */
function setStatus(status) {
  const rest = place.query.replace(STATUS_OPERATOR, ' ').trim();
  const operator = status ? `status:${searchName(status)}` : '';
  setFilter({ query: `${operator} ${rest}`.trim() });
}

function frame() {
  const options = STATUSES.map((status) => el('option', { value: status }, stateName(status)));
  const selectAll = el('input', {
    id: 'log-all',
    type: 'checkbox',
    'aria-label': 'Select all shown',
    'data-action': 'select-all',
  });
  return [
    el(
      'div',
      { class: 'page-head' },
      el('h2', {}, 'Delivery log'),
      el('span', { id: 'log-total', class: 'muted', role: 'status' }),
      el('input', {
        id: 'log-words',
        type: 'search',
        maxlength: MAX_QUERY,
        placeholder: 'Phone, purpose, to:, status: …',
        'aria-label': 'Filter by phone, purpose, code or operators',
        oninput: ({ target }) => setFilter({ query: target.value }),
      }),
      el(
        'select',
        {
          id: 'log-status',
          'aria-label': 'Filter by state',
          onchange: ({ target }) => setStatus(target.value),
        },
        el('option', { value: '' }, 'All states'),
        options,
      ),
      el('div', { id: 'log-actions', class: 'row' }),
    ),
    table({
      id: 'log-table',
      rowsId: 'log-rows',
      label: 'Messages',
      heads: [selectAll, 'Time', 'Phone', 'Purpose', 'State', 'Code', hiddenText('Actions')],
    }),
    el('button', { id: 'log-more', type: 'button', 'data-action': 'more-log' }, 'Show more'),
  ];
}

function item(message, at, showsProject) {
  const status = stateOf(message, at);
  const row = {
    message,
    status,
    why: message.errorCode ?? explain(message, status, at),
    time: exactTime(message.createdAt, at),
    href: linkTo('inbox', keyOf(message)),
    isSelected: selected.has(message.id),
    showsProject,
  };
  const version = [status, row.why, row.time, row.href, row.isSelected, showsProject].join('\n');
  return { key: message.id, version, render: () => render(row) };
}

function render({ message, status, why, time, href, isSelected, showsProject }) {
  const { id, phone, purpose = '–', projectId, code, createdAt } = message;
  const select = {
    type: 'checkbox',
    'aria-label': `Select the message to ${phone}`,
    'data-action': 'select',
    'data-id': id,
    checked: isSelected,
  };
  return tableRow(
    { 'data-id': id, class: isSelected ? 'selected' : undefined },
    cell('select', el('input', select)),
    cell('time', el('time', { datetime: createdAt, title: createdAt }, time)),
    rowHead('phone', el('a', { href }, phone), showsProject ? el('small', {}, projectId) : null),
    cell('purpose clip', purpose),
    cell('status', statusLabel(status), el('small', {}, why)),
    cell('code mono', code),
    cell(
      'actions',
      el('button', copies(code, 'Code'), 'Copy'),
      el('button', { type: 'button', 'data-action': 'delete', 'data-id': id }, 'Delete'),
    ),
  );
}
