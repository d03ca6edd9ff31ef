// The entry point: the header, navigation between views, and rendering.

import './announcer.mjs';
import './notifications.mjs';
import './shortcuts.mjs';
import { drawClock, drawControls } from './controls.mjs';
import { hasCountdown } from './countdown.mjs';
import { $, el } from './dom.mjs';
import { drawFaultCount } from './faults.mjs';
import { drawInbox } from './inbox.mjs';
import { linkTo, onPlace, place, readLocation, setFilter, VIEWS } from './location.mjs';
import { drawLog } from './log.mjs';
import { replace } from './morph.mjs';
import { changed, onRender, render } from './render.mjs';
import { drawRequests } from './requests.mjs';
import { drawStats } from './stats.mjs';
import { start, state } from './store.mjs';
import { countUnread, drawUnread } from './unread.mjs';
import { drawWebhooks } from './webhooks.mjs';

const DRAW = {
  inbox: drawInbox,
  log: drawLog,
  stats: drawStats,
  controls: drawControls,
  requests: drawRequests,
  webhooks: drawWebhooks,
};

const CONNECTIONS = {
  loading: 'connecting',
  live: 'live',
  polling: 'every few seconds',
  offline: 'reconnecting',
};

function draw() {
  drawConnection();
  drawProjects();
  drawClock();
  drawFaultCount();
  for (const view of VIEWS) $(`view-${view}`).hidden = view !== place.view;
  if (place.view !== 'inbox') document.body.classList.remove('reading');
  DRAW[place.view]();
  drawUnread();
  drawNavigation();
}

function drawConnection() {
  const live = $('live');
  const text = CONNECTIONS[state.connection];
  // Screen readers announce each change.
  if (live.textContent !== text) live.textContent = text;
  live.classList.toggle('off', state.connection !== 'live');
}

function drawNavigation() {
  for (const link of document.querySelectorAll('[data-view]')) {
    const { view } = link.dataset;
    link.href = linkTo(view);
    if (view === place.view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const count = countUnread();
  $('unread-count').textContent = String(count);
  for (const id of ['unread-count', 'unread-word']) $(id).hidden = count === 0;
}

let drawnProjects = '';

function drawProjects() {
  const select = $('project');
  const ids = state.projects.map(({ projectId }) => projectId);
  if (place.projectId && !ids.includes(place.projectId)) ids.push(place.projectId);
  select.parentElement.hidden = ids.length < 2;
  // There may be a thousand projects.
  if (drawnProjects !== ids.join('\n')) {
    drawnProjects = ids.join('\n');
    const options = ids.map((id) => el('option', { value: id }, id));
    replace(select, el('option', { value: '' }, 'All projects'), options);
  }
  select.value = place.projectId;
}

$('project').addEventListener('change', ({ target }) => {
  setFilter({ projectId: target.value, key: '' });
});
$('search').addEventListener('input', ({ target }) => setFilter({ query: target.value }));
onPlace(() => {
  if (document.activeElement !== $('search')) $('search').value = place.query;
  changed();
});
document.addEventListener('visibilitychange', changed);

// Codes expire and the clock advances without an event.
setInterval(() => {
  drawClock();
  if (hasCountdown()) changed();
}, 1_000);

onRender(draw);
readLocation();
render();
start();
