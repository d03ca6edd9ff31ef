// A short notice at the bottom of the page.

import { $ } from './dom.mjs';

const MAX_LENGTH = 300;
let hide;

export function toast(text) {
  const box = $('toast');
  box.textContent = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  box.classList.add('shown');
  clearTimeout(hide);
  hide = setTimeout(() => box.classList.remove('shown'), 3_000);
}
