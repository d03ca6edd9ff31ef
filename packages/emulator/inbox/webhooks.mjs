// The webhooks view: deliveries with their body, signature and responses, newest first.

import { action, attempt } from './actions.mjs';
import * as api from './api.mjs';
import { copies } from './clipboard.mjs';
import { now } from './clocks.mjs';
import { deliveries, loadDeliveries } from './deliveries.mjs';
import { $, el, hiddenText } from './dom.mjs';
import { exactTime, time } from './format.mjs';
import { drawList } from './keyed-list.mjs';
import { place } from './location.mjs';
import { detailsButton, detailsList, recordFrame } from './record-list.mjs';
import { changed } from './render.mjs';
import { cell, rowHead, tableRow } from './table.mjs';
import { toast } from './toast.mjs';

const STATES = { pending: 'Pending', delivered: 'Delivered', failed: 'Failed', lost: 'Lost' };
const KINDS = {
  duplicate: 'duplicate',
  redelivery: 'sent again',
  forgedSignature: 'forged signature',
  missingSignature: 'missing signature',
  alteredBody: 'altered body',
};

const ROWS = 100;
let shown = ROWS;
/** The ids of the deliveries whose details are shown. */
const opened = new Set();

action('more-webhooks', () => {
  shown += ROWS;
  changed();
});

action('webhook-details', ({ dataset }) => {
  if (!opened.delete(dataset.id)) opened.add(dataset.id);
  changed();
});

action('redeliver', ({ dataset }) =>
  attempt(
    () => api.redeliver(dataset.id),
    () => toast('Sent again.'),
  ),
);

export function drawWebhooks() {
  const view = $('view-webhooks');
  if (!view.firstChild) view.append(...frame());
  loadDeliveries();
  const { projectId } = place;
  const all = [...deliveries.byId.values()]
    .reverse()
    .filter((delivery) => !projectId || delivery.projectId === projectId);
  $('webhooks-total').textContent = describe(all.length);
  const at = now();
  drawList(
    $('webhook-rows'),
    all.slice(0, shown).map((delivery) => item(delivery, at)),
  );
  $('webhooks-table').hidden = all.length === 0;
  $('webhooks-more').hidden = all.length <= shown;
}

function describe(count) {
  if (deliveries.error) return deliveries.error;
  if (!deliveries.isLoaded) return 'Loading …';
  if (count === 0) return 'No deliveries yet. A project needs a webhook URL.';
  return count === 1 ? '1 delivery' : `${count} deliveries`;
}

const frame = () =>
  recordFrame({
    name: 'webhooks',
    title: 'Webhooks',
    more: 'more-webhooks',
    rowsId: 'webhook-rows',
    label: 'Deliveries',
    heads: ['Time', 'Event', 'Phone', 'State', 'Attempts', hiddenText('Actions')],
  });

function item(delivery, at) {
  const isOpen = opened.has(delivery.id);
  const moment = exactTime(delivery.createdAt, at);
  return {
    key: delivery.id,
    version: `${isOpen}\n${moment}\n${JSON.stringify(delivery)}`,
    render: () => render(delivery, moment, isOpen),
  };
}

function render(delivery, moment, isOpen) {
  const { id, event, kind, phone, status, createdAt, nextAttemptAt, attempts } = delivery;
  const last = attempts.at(-1);
  const result = last && (last.error ?? String(last.status));
  const next = nextAttemptAt && `Next attempt at ${time(nextAttemptAt)}.`;
  return tableRow(
    { 'data-id': id },
    cell('time', el('time', { datetime: createdAt, title: createdAt }, moment)),
    rowHead(
      'request',
      el('span', {}, event),
      KINDS[kind] ? [' ', el('span', { class: 'tag' }, KINDS[kind])] : null,
      isOpen ? details(delivery) : null,
    ),
    cell('phone', phone),
    cell(
      'status',
      el('span', { class: `state ${status}` }, STATES[status] ?? status),
      el('small', {}, [result, next].filter(Boolean).join(' ')),
    ),
    cell('duration', attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`),
    cell(
      'actions',
      el('button', { type: 'button', 'data-action': 'redeliver', 'data-id': id }, 'Send again'),
      detailsButton('webhook-details', id, isOpen),
    ),
  );
}

function details({ url, eventId, signature, body, attempts }) {
  const lines = [
    ['URL', url],
    ['Event id', eventId],
    ['Signature', signature ?? 'none'],
    ['Body', body],
    ...attempts.map((each, index) => [`Attempt ${index + 1}`, outcome(each)]),
  ];
  return [
    detailsList(lines),
    el(
      'div',
      { class: 'row' },
      el('button', copies(body, 'Body'), 'Copy body'),
      signature ? el('button', copies(signature, 'Signature'), 'Copy signature') : null,
    ),
  ];
}

function outcome({ at, durationMs, status, response, error }) {
  const answer = error ?? [status, response].filter(Boolean).join(' ');
  return `${time(at)}, ${durationMs} ms: ${answer}`;
}
