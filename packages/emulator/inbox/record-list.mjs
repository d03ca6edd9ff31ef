// What the views of requests and webhooks share: the frame of a table, and the details of a row.

import { el } from './dom.mjs';
import { table } from './table.mjs';

/**
 * Returns the head, the table, and the button for more rows. `name` is the start of their ids, and
 * `more` the action of the button. `tools` are between the title and the table.
 */
export function recordFrame({ name, title, more, rowsId, label, heads, tools = [] }) {
  return [
    el(
      'div',
      { class: 'page-head' },
      el('h2', {}, title),
      el('span', { id: `${name}-total`, class: 'muted', role: 'status' }),
      tools,
    ),
    table({ id: `${name}-table`, rowsId, label, heads }),
    el('button', { id: `${name}-more`, type: 'button', 'data-action': more }, 'Show more'),
  ];
}

/** The button that shows and hides the details of a row. */
export const detailsButton = (action, id, isOpen) =>
  el(
    'button',
    { type: 'button', 'data-action': action, 'data-id': id, 'aria-expanded': String(isOpen) },
    'Details',
  );

/** A list of `[name, value]`. Empty values are left out. */
export const detailsList = (lines) =>
  el(
    'dl',
    { class: 'details' },
    lines
      .filter(([, value]) => value)
      .flatMap(([name, value]) => [el('dt', {}, name), el('dd', { class: 'mono' }, value)]),
  );
