// The color theme: that of the system, light or dark.

import { $ } from './dom.mjs';
import { preference, setPreference } from './preferences.mjs';

const THEMES = ['', 'light', 'dark'];
const NAMES = { '': 'System', light: 'Light', dark: 'Dark' };
const SIGNS = { '': '◐', light: '☀', dark: '☾' };

let current = '';

function setTheme(name) {
  current = THEMES.includes(name) ? name : '';
  if (current) document.documentElement.dataset.theme = current;
  else delete document.documentElement.dataset.theme;
  const button = $('theme');
  button.firstElementChild.textContent = SIGNS[current];
  button.setAttribute('aria-label', `Theme: ${NAMES[current]}`);
  button.title = `Theme: ${NAMES[current]}`;
}

export function nextTheme() {
  setTheme(THEMES[(THEMES.indexOf(current) + 1) % THEMES.length]);
  setPreference('theme', current);
}

setTheme(preference('theme'));
