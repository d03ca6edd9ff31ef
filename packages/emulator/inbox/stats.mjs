// The statistics view: message counts per day as numbers, as a chart and as a table.

import { action } from './actions.mjs';
import * as api from './api.mjs';
import { drawChart, SERIES } from './chart.mjs';
import { $, el } from './dom.mjs';
import { place } from './location.mjs';
import { replace } from './morph.mjs';
import { changed } from './render.mjs';
import { onEvent } from './store.mjs';
import { cell, rowHead, table, tableRow } from './table.mjs';
import { throttled } from './throttle.mjs';

/** Messages may arrive at a high rate. */
const LOAD_MS = 300;

let days = [];
let span = 14;
/** What `days` are of. */
let loaded = '';
const wanted = () => `${span} ${place.projectId}`;

const load = throttled(LOAD_MS, async () => {
  const of = wanted();
  const answer = await api.stats(span, place.projectId).catch(() => undefined);
  if (answer) days = answer.days;
  loaded = of;
  changed();
});

for (const type of ['message', 'deleted', 'loaded', 'clock']) {
  onEvent(type, () => {
    if (place.view === 'stats') load();
    else loaded = '';
  });
}

action('days', ({ dataset }) => {
  span = Number(dataset.count);
  changed();
});

// The chart has the size of the text, so it depends on the width of the page.
addEventListener('resize', changed);

export function drawStats() {
  if (loaded !== wanted()) load();
  const view = $('view-stats');
  if (!view.firstChild) view.append(...frame());
  drawSpan();
  drawTiles();
  drawChart($('chart'), days);
  replace(
    $('stats-rows'),
    days.toReversed().map((day) =>
      tableRow(
        {},
        rowHead('date', day.date),
        SERIES.map(({ key }) => cell(key, String(day[key]))),
      ),
    ),
  );
}

function frame() {
  return [
    el(
      'div',
      { class: 'page-head' },
      el('h2', {}, 'Stats'),
      el('span', { class: 'muted' }, 'by day of the emulator’s clock, in UTC'),
      el('div', { id: 'stats-span', class: 'segments', role: 'group', 'aria-label': 'Days' }),
    ),
    el('div', { id: 'stats-tiles', class: 'tiles' }),
    el('div', { id: 'chart', class: 'card chart' }),
    el(
      'details',
      {},
      el('summary', {}, 'As a table'),
      table({
        id: 'stats-table',
        rowsId: 'stats-rows',
        label: 'Messages by day',
        heads: ['Day', ...SERIES.map(({ name }) => name)],
      }),
    ),
  ];
}

function drawSpan() {
  const choices = [7, 14, 30].map((count) =>
    el(
      'button',
      {
        type: 'button',
        'data-action': 'days',
        'data-count': count,
        'aria-pressed': String(count === span),
      },
      `${count} days`,
    ),
  );
  replace($('stats-span'), choices);
}

function drawTiles() {
  const total = (key) => days.reduce((sum, day) => sum + day[key], 0);
  const sent = total('sent');
  const rate = sent === 0 ? '–' : `${Math.round((100 * total('verified')) / sent)} %`;
  replace(
    $('stats-tiles'),
    SERIES.map(({ key, name }) => tile(key, name, total(key).toLocaleString('en'))),
    tile('rate', 'Verified of sent', rate),
  );
}

const tile = (key, name, value) =>
  el(
    'div',
    { class: `card tile ${key}` },
    el('strong', { id: `stat-${key}` }, value),
    el('span', {}, name),
  );
