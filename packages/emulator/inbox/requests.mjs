// The requests view: the calls of applications, also refused and disturbed ones, newest first.

import { action, attempt } from './actions.mjs';
import * as api from './api.mjs';
import { copies } from './clipboard.mjs';
import { now } from './clocks.mjs';
import { $, el, hiddenText } from './dom.mjs';
import { exactTime } from './format.mjs';
import { journal, loadJournal, loadOlderRequests } from './journal.mjs';
import { drawList } from './keyed-list.mjs';
import { place } from './location.mjs';
import { detailsButton, detailsList, recordFrame } from './record-list.mjs';
import { changed } from './render.mjs';
import { cell, rowHead, tableRow } from './table.mjs';

const OUTCOMES = {
  succeeded: 'Succeeded',
  refused: 'Refused',
  disturbed: 'Disturbed',
  aborted: 'Aborted',
  pending: 'Pending',
};

const ROWS = 100;
let shown = ROWS;
/** The ids of the requests whose details are shown. */
const opened = new Set();

action('more-requests', () => {
  shown += ROWS;
  if (shown > journal.requests.size) loadOlderRequests();
  changed();
});

action('request-details', ({ dataset }) => {
  if (!opened.delete(dataset.id)) opened.add(dataset.id);
  changed();
});

action('clear-requests', () => {
  if (confirm('Delete all requests of the journal?')) {
    attempt(() => api.clearRequests(place.projectId), loadJournal);
  }
});

export function drawRequests() {
  const view = $('view-requests');
  if (!view.firstChild) view.append(...frame());
  loadJournal();
  const all = [...journal.requests.values()].reverse().filter(isWanted);
  $('requests-total').textContent = describe(all.length);
  const outcomes = $('requests-outcome');
  if (document.activeElement !== outcomes) outcomes.value = journal.outcome;
  const at = now();
  drawList(
    $('request-rows'),
    all.slice(0, shown).map((request) => item(request, at)),
  );
  $('requests-table').hidden = all.length === 0;
  $('requests-more').hidden = all.length <= shown && journal.next === undefined;
}

const isWanted = ({ outcome, projectId }) =>
  (!journal.outcome || outcome === journal.outcome) &&
  (!place.projectId || projectId === place.projectId);

function describe(count) {
  if (journal.error) return journal.error;
  if (!journal.isLoaded) return 'Loading …';
  const { total, dropped } = journal;
  if (total === 0) return 'No requests yet.';
  if (count === 0) return 'No request matches.';
  const rest = dropped > 0 ? `, ${dropped.toLocaleString('en')} older ones were dropped` : '';
  return `${total === 1 ? '1 request' : `${total.toLocaleString('en')} requests`}${rest}`;
}

function frame() {
  const options = Object.entries(OUTCOMES).map(([value, name]) => el('option', { value }, name));
  const outcome = el(
    'select',
    {
      id: 'requests-outcome',
      'aria-label': 'Filter by outcome',
      onchange: ({ target }) => {
        journal.outcome = target.value;
        loadJournal({ again: true });
        changed();
      },
    },
    el('option', { value: '' }, 'All outcomes'),
    options,
  );
  const clear = el(
    'button',
    { type: 'button', class: 'danger', 'data-action': 'clear-requests' },
    'Clear the journal',
  );
  return recordFrame({
    name: 'requests',
    title: 'Requests',
    more: 'more-requests',
    rowsId: 'request-rows',
    label: 'Requests',
    heads: ['Time', 'Request', 'Phone', 'Outcome', 'Duration', hiddenText('Actions')],
    tools: [outcome, clear],
  });
}

function item(request, at) {
  const key = String(request.id);
  const isOpen = opened.has(key);
  const moment = exactTime(request.at, at);
  return {
    key,
    version: `${isOpen}\n${moment}\n${JSON.stringify(request)}`,
    render: () => render(request, moment, isOpen),
  };
}

function render(request, moment, isOpen) {
  const { id, at, method, path, route, phone = '–', outcome, status, errorCode, reason } = request;
  const result = [status ?? 'no response', errorCode].filter(Boolean).join(' ');
  const duration = millis(request.durationMs);
  return tableRow(
    { 'data-id': id },
    cell('time', el('time', { datetime: at, title: at }, moment)),
    rowHead(
      'request',
      el('span', {}, `${method} ${route ?? path}`),
      isOpen ? details(request) : null,
    ),
    cell('phone', phone),
    cell(
      'status',
      el('span', { class: `state ${outcome}` }, OUTCOMES[outcome] ?? outcome),
      el('small', {}, result),
      reason ? el('small', { class: 'reason' }, reason) : null,
    ),
    cell('duration', duration),
    cell(
      'actions',
      request.curl ? el('button', copies(request.curl, 'Command'), 'Copy as curl') : null,
      detailsButton('request-details', id, isOpen),
    ),
  );
}

/** Returns the duration with two digits if it is short. */
function millis(duration) {
  if (duration === undefined) return '–';
  return `${duration.toFixed(duration < 10 ? 1 : 0)} ms`;
}

function details({ path, projectId, key, faults, body, bodyTruncated }) {
  const lines = [
    ['Path', path],
    ['Project', projectId],
    ['Key', key],
    ...faults.map((fault) => ['Fault', `${fault.id}: ${fault.effect}`]),
    ['Body', body && (bodyTruncated ? `${body}…` : body)],
  ];
  return detailsList(lines);
}
