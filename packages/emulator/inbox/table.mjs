// Tables that become cards on narrow screens. The roles are explicit, because browsers drop those
// of a table that is not displayed as one.

import { el } from './dom.mjs';

/** Returns a table whose rows are rendered into the element with the id `rowsId`. */
export function table({ id, rowsId, label, heads }) {
  return el(
    'div',
    { id, class: 'card table' },
    el(
      'table',
      { role: 'table', 'aria-label': label },
      el(
        'thead',
        { role: 'rowgroup' },
        el(
          'tr',
          { role: 'row' },
          heads.map((head) => el('th', { scope: 'col', role: 'columnheader' }, head)),
        ),
      ),
      el('tbody', { id: rowsId, role: 'rowgroup' }),
    ),
  );
}

export const tableRow = (props, ...cells) => el('tr', { role: 'row', ...props }, cells);

/** `name` is the class, which places the cell on narrow screens. */
export const cell = (name, ...children) => el('td', { role: 'cell', class: name }, children);

export const rowHead = (name, ...children) =>
  el('th', { role: 'rowheader', scope: 'row', class: name }, children);
