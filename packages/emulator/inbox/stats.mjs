// The statistics view: message counts per day as numbers and as a chart.

import * as api from './api.mjs';
import { $, action, el, replace, svg } from './dom.mjs';
import { state } from './store.mjs';

const SERIES = ['sent', 'verified', 'failed'];
const NAMES = { sent: 'Sent', verified: 'Verified', failed: 'Failed' };
const WIDTH = 720;
const HEIGHT = 220;
const PAD = { left: 36, right: 8, top: 12, bottom: 28 };

let days = [];
let span = 14;
let timer;

/** Loads the counts again, at most once per 300 ms. */
export function refreshStats() {
  if (timer) return;
  timer = setTimeout(async () => {
    timer = undefined;
    ({ days } = await api.stats(span, state.projectId).catch(() => ({ days })));
    drawStats();
  }, 300);
}

export function drawStats() {
  const totals = Object.fromEntries(
    SERIES.map((name) => [name, days.reduce((sum, day) => sum + day[name], 0)]),
  );
  const rate = totals.sent === 0 ? '–' : `${Math.round((100 * totals.verified) / totals.sent)} %`;
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
  replace(
    $('view-stats'),
    el(
      'div',
      { class: 'page-head' },
      el('h2', {}, 'Stats'),
      el('span', { class: 'muted' }, 'by day of the emulator’s clock, in UTC'),
      el('div', { class: 'segments' }, choices),
    ),
    el(
      'div',
      { class: 'tiles' },
      SERIES.map((name) => tile(name, NAMES[name], totals[name])),
      tile('rate', 'Verified of sent', rate),
    ),
    el(
      'div',
      { class: 'card chart' },
      el(
        'div',
        { class: 'legend' },
        SERIES.map((name) => el('span', { class: name }, NAMES[name])),
      ),
      chart(),
    ),
  );
}

const tile = (name, label, value) =>
  el(
    'div',
    { class: `card tile ${name}` },
    el('strong', { id: `stat-${name}` }, String(value)),
    el('span', {}, label),
  );

action('days', ({ dataset }) => {
  span = Number(dataset.count);
  refreshStats();
});

function chart() {
  const most = Math.max(4, ...days.map(({ sent }) => sent));
  const step =
    10 ** Math.floor(Math.log10(most)) / (most / 10 ** Math.floor(Math.log10(most)) < 3 ? 2 : 1);
  const grid = Math.max(1, step);
  const top = Math.ceil(most / grid) * grid;
  const inner = { width: WIDTH - PAD.left - PAD.right, height: HEIGHT - PAD.top - PAD.bottom };
  const y = (value) => PAD.top + inner.height * (1 - value / top);
  const slot = inner.width / Math.max(1, days.length);
  const bar = Math.min(18, (slot * 0.72) / SERIES.length);
  const lines = [];
  for (let value = 0; value <= top; value += grid) {
    lines.push(
      svg('line', {
        class: 'grid',
        x1: PAD.left,
        x2: WIDTH - PAD.right,
        y1: y(value),
        y2: y(value),
      }),
      svg(
        'text',
        { class: 'tick', x: PAD.left - 8, y: y(value) + 4, 'text-anchor': 'end' },
        String(value),
      ),
    );
  }
  const every = Math.ceil(days.length / 8);
  const bars = days.flatMap((day, index) => {
    const left = PAD.left + slot * index + (slot - bar * SERIES.length) / 2;
    const shown = SERIES.map((name, at) =>
      svg(
        'rect',
        {
          class: name,
          x: left + at * bar,
          y: y(day[name]),
          width: bar - 1,
          height: y(0) - y(day[name]),
          rx: 2,
        },
        svg('title', {}, `${day.date}: ${day[name]} ${name}`),
      ),
    );
    const label = svg(
      'text',
      {
        class: 'tick',
        x: left + (bar * SERIES.length) / 2,
        y: HEIGHT - 8,
        'text-anchor': 'middle',
      },
      day.date.slice(5),
    );
    return (days.length - 1 - index) % every === 0 ? [...shown, label] : shown;
  });
  const summary = `Messages of the last ${days.length} days: at most ${most} a day.`;
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': summary },
    lines,
    bars,
  );
}
