// The entry point: navigation between views, keyboard shortcuts, theme and rendering.

import { drawClock, drawControls } from './controls.mjs';
import { drawConversations, move, open } from './conversations.mjs';
import { $, copy, el, replace } from './dom.mjs';
import { drawFaults } from './faults.mjs';
import { drawLog } from './log.mjs';
import { drawStats, refreshStats } from './stats.mjs';
import { changed, follow, onChange, state } from './store.mjs';
import { drawThread, hasCountdown, newestCode } from './thread.mjs';

const VIEWS = ['inbox', 'log', 'stats', 'controls'];
const THEMES = ['', 'light', 'dark'];
const TITLE = document.title;

let view = 'inbox';

function route() {
  const [name, key = ''] = location.hash.slice(1).split('/');
  view = VIEWS.includes(name) ? name : 'inbox';
  if (view === 'inbox') open.key = decodeKey(key);
  for (const each of VIEWS) $(`view-${each}`).hidden = each !== view;
  for (const link of document.querySelectorAll('[data-view]')) {
    if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  draw();
}

/** The hash may be malformed, because users can edit it. */
function decodeKey(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function draw() {
  const live = $('live');
  live.textContent = state.connected ? 'live' : 'reconnecting';
  live.classList.toggle('off', !state.connected);
  drawProjects();
  drawClock();
  drawFaults();
  if (view === 'inbox') {
    drawConversations();
    drawThread();
  } else {
    document.body.classList.remove('reading');
  }
  if (view === 'log') drawLog();
  if (view === 'stats') {
    drawStats();
    refreshStats();
  }
  if (view === 'controls') drawControls();
  const fresh = document.hidden
    ? [...state.messages.values()].filter((message) => message.fresh > hiddenSince).length
    : 0;
  document.title = fresh > 0 ? `(${fresh}) ${TITLE}` : TITLE;
}

let hiddenSince = Number.POSITIVE_INFINITY;

function drawProjects() {
  const select = $('project');
  const ids = state.projects.map(({ projectId }) => projectId);
  select.parentElement.hidden = ids.length < 2;
  const options = ids.map((id) => el('option', { value: id }, id));
  replace(select, el('option', { value: '' }, 'All projects'), options);
  select.value = state.projectId;
}

function setTheme(name) {
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}

function nextTheme() {
  const current = document.documentElement.dataset.theme ?? '';
  const next = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length];
  setTheme(next);
  localStorage.setItem('theme', next);
}

const KEYS = {
  '/': () => {
    location.hash = 'inbox';
    $('search').focus();
    $('search').select();
  },
  j: () => move(1),
  k: () => move(-1),
  c: () => {
    const code = newestCode();
    if (code) copy(code, 'Code');
  },
  t: nextTheme,
  '?': () => $('help').showModal(),
  Escape: () => {
    location.hash = 'inbox';
  },
};
VIEWS.forEach((name, index) => {
  KEYS[String(index + 1)] = () => {
    location.hash = name;
  };
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $('help').open) return;
  const typing = event.target.closest('input, select, textarea');
  if (typing) {
    if (event.key === 'Escape') typing.blur();
    else if (event.target.id === 'search' && event.key === 'Enter') move(0);
    return;
  }
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener('visibilitychange', () => {
  hiddenSince = document.hidden ? Date.now() : Number.POSITIVE_INFINITY;
  changed();
});
$('search').addEventListener('input', changed);
$('help-open').addEventListener('click', KEYS['?']);
$('project').addEventListener('change', ({ target }) => {
  state.projectId = target.value;
  open.key = '';
  changed();
});
addEventListener('hashchange', route);

// Codes expire and the clock advances without an event.
setInterval(() => {
  drawClock();
  if (view !== 'stats' && hasCountdown()) changed();
}, 1_000);

setTheme(localStorage.getItem('theme'));
onChange(draw);
route();
follow();
