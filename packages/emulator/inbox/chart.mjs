// A bar chart of the counts per day. It is drawn in the pixels of the page and not scaled, so that
// its labels are as large as other text. Each series also has a pattern, not only a color.

import { el, svg } from './dom.mjs';
import { replace } from './morph.mjs';

export const SERIES = [
  { key: 'sent', name: 'Sent' },
  { key: 'verified', name: 'Verified' },
  { key: 'failed', name: 'Failed' },
];

const MIN_WIDTH = 240;
/** In units of the size of the text. */
const EM = { height: 16, left: 3, right: 0.5, top: 1, bottom: 2, label: 4.5, bar: 1.2 };

export function drawChart(box, days) {
  const style = getComputedStyle(box);
  const padding = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
  const width = Math.max(MIN_WIDTH, Math.floor(box.clientWidth - padding));
  const em = 0.8 * Number.parseFloat(style.fontSize);
  replace(box, legend(), chart(days, width, em));
}

const legend = () =>
  el(
    'div',
    { class: 'legend' },
    SERIES.map(({ key, name }) =>
      el(
        'span',
        {},
        svg('svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' }, swatch(key)),
        name,
      ),
    ),
  );

const swatch = (key) => svg('path', { class: key, d: 'M0 0h12v12H0z' });

function chart(days, width, em) {
  const most = Math.max(0, ...days.flatMap((day) => SERIES.map(({ key }) => day[key])));
  const grid = step(Math.max(4, most));
  const top = Math.ceil(Math.max(4, most) / grid) * grid;
  const height = EM.height * em;
  const left = EM.left * em + String(top).length * em * 0.3;
  const inner = { width: width - left - EM.right * em, height: height - (EM.top + EM.bottom) * em };
  const y = (value) => EM.top * em + inner.height * (1 - value / top);
  const frame = { left, width, em, y };
  const summary = `Messages of the last ${days.length} days, at most ${most} a day. The table has the numbers.`;
  return svg(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': summary },
    patterns(),
    lines(top, grid, frame),
    bars(days, inner, height, frame),
  );
}

/** Returns the distance of the grid lines: 1, 2 or 5 times a power of ten. */
function step(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const share = most / power;
  return Math.max(1, share < 2 ? power / 5 : share < 5 ? power / 2 : power);
}

const patterns = () =>
  svg(
    'defs',
    {},
    svg(
      'pattern',
      {
        id: 'hatched',
        width: 6,
        height: 6,
        patternUnits: 'userSpaceOnUse',
        patternTransform: 'rotate(45)',
      },
      svg('rect', { class: 'ground', width: 6, height: 6 }),
      svg('rect', { class: 'line', width: 3, height: 6 }),
    ),
    svg(
      'pattern',
      { id: 'dotted', width: 5, height: 5, patternUnits: 'userSpaceOnUse' },
      svg('rect', { class: 'ground', width: 5, height: 5 }),
      svg('circle', { class: 'dots', cx: 2.5, cy: 2.5, r: 1.5 }),
    ),
  );

function lines(top, grid, { left, width, em, y }) {
  const shown = [];
  for (let value = 0; value <= top; value += grid) {
    const at = y(value);
    shown.push(
      svg('line', { class: 'grid', x1: left, x2: width - EM.right * em, y1: at, y2: at }),
      svg(
        'text',
        { class: 'tick', x: left - em / 2, y: at + em / 3, 'text-anchor': 'end' },
        value.toLocaleString('en'),
      ),
    );
  }
  return shown;
}

function bars(days, inner, height, { left, em, y }) {
  const slot = inner.width / Math.max(1, days.length);
  const bar = Math.min(EM.bar * em, (slot * 0.8) / SERIES.length);
  const every = Math.max(1, Math.ceil((EM.label * em) / slot));
  return days.flatMap((day, index) => {
    const start = left + slot * index + (slot - bar * SERIES.length) / 2;
    const shown = SERIES.map(({ key, name }, at) =>
      svg(
        'rect',
        {
          class: key,
          x: start + at * bar,
          y: y(day[key]),
          width: Math.max(1, bar - 1),
          height: y(0) - y(day[key]),
        },
        svg('title', {}, `${day.date}: ${day[key]} ${name.toLowerCase()}`),
      ),
    );
    if ((days.length - 1 - index) % every !== 0) return shown;
    const middle = start + (bar * SERIES.length) / 2;
    const anchor = index === days.length - 1 ? 'end' : 'middle';
    const x = anchor === 'end' ? start + bar * SERIES.length : middle;
    const label = { class: 'tick', x, y: height - em / 2, 'text-anchor': anchor };
    return [...shown, svg('text', label, day.date.slice(5))];
  });
}
