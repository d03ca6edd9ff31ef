// A switch.

import { el } from './dom.mjs';

export function toggle(label, isOn, props) {
  return el(
    'button',
    { type: 'button', role: 'switch', class: 'switch', 'aria-checked': String(isOn), ...props },
    el('span', {}, label),
  );
}
