// The controls view: the connection, the clock, the project, the faults and this page.

import { action, attempt } from './actions.mjs';
import * as api from './api.mjs';
import { isFrozen, loadClocks, now, secondsAhead } from './clocks.mjs';
import { connectionCard, drawConnectionCard } from './connection.mjs';
import { $, el } from './dom.mjs';
import { drawFaults, faultsCard } from './faults.mjs';
import { offset, time } from './format.mjs';
import { place } from './location.mjs';
import { replace } from './morph.mjs';
import { drawPageCard, pageCard } from './page-settings.mjs';
import { loadProjects, project, state } from './store.mjs';
import { drawTestNumbers, testNumbersCard } from './test-numbers.mjs';
import { toggle } from './toggle.mjs';

const STEPS = [
  ['+1 min', { minutes: 1 }],
  ['+11 min', { minutes: 11 }],
  ['+1 h', { hours: 1 }],
  ['+1 day', { days: 1 }],
];

const SWITCHES = [
  ['active', 'Project is active'],
  ['subscription', 'Has a subscription'],
  ['plan', 'Plan includes BaxVerify'],
  ['feature', 'BaxVerify is enabled'],
  ['sender', 'Has an SMS sender'],
];

action('advance', ({ dataset }) =>
  attempt(() => api.changeClock(place.projectId, STEPS[Number(dataset.index)][1]), loadClocks),
);
action('freeze', () => {
  const frozen = !isFrozen(place.projectId);
  attempt(() => api.changeClock(place.projectId, { frozen }), loadClocks);
});
action('switch', ({ dataset: { name } }) => {
  const here = project();
  if (!here) return;
  const { projectId, [name]: isOn } = here;
  attempt(() => api.update({ projectId, [name]: !isOn }), loadProjects);
});
action('reset', () => {
  const question = 'Delete all messages and reset settings, faults and the clock?';
  if (confirm(question)) attempt(() => api.reset(), loadClocks);
});

export function drawControls() {
  const view = $('view-controls');
  if (!view.firstChild) view.append(...frame());
  drawClock();
  const here = project();
  const isGone = state.isLoaded && !here;
  $('project-name').textContent = isGone ? 'does not exist' : (here?.projectId ?? '');
  const disabled = !here;
  replace(
    $('switches'),
    SWITCHES.map(([name, label]) =>
      toggle(label, here?.[name] === true, {
        'data-action': 'switch',
        'data-name': name,
        disabled,
      }),
    ),
  );
  for (const button of $('clock-buttons').children) button.disabled = disabled;
  for (const name of ['credits', 'verifyFee']) {
    const input = $(name);
    input.disabled = disabled;
    if (document.activeElement !== input) input.value = here?.[name] ?? '';
  }
  drawFaults();
  drawTestNumbers();
  drawConnectionCard();
  drawPageCard();
}

/** Called every second, because the clock advances without an event. */
export function drawClock() {
  const { projectId } = place;
  // A clock that stands falls behind all the time.
  const stands = isFrozen(projectId);
  const seconds = stands ? 0 : secondsAhead(projectId);
  const ahead = offset(seconds);
  const shown = time(now(projectId));
  replace($('clock'), shown, ahead ? el('span', { class: 'ahead' }, ahead) : null);
  if (!$('clock-large')) return;
  $('clock-large').textContent = shown;
  $('clock-date').textContent = new Date(now(projectId)).toLocaleDateString(undefined, {
    dateStyle: 'full',
  });
  const runs = ahead ? `${ahead} ${seconds < 0 ? 'behind' : 'ahead'}` : 'system time';
  $('clock-ahead').textContent = stands ? 'stands' : runs;
  $('clock-of').textContent = projectId ? `of ${projectId}` : 'of the emulator';
  $('clock-freeze').textContent = stands ? 'Let it run' : 'Stop it';
}

function frame() {
  return [
    el('div', { class: 'page-head' }, el('h2', {}, 'Controls')),
    el(
      'div',
      { class: 'cards' },
      el('div', {}, connectionCard(), clockCard(), projectCard()),
      el('div', {}, faultsCard(), testNumbersCard(), pageCard()),
    ),
  ];
}

function clockCard() {
  const buttons = STEPS.map(([label], index) =>
    el('button', { type: 'button', 'data-action': 'advance', 'data-index': index }, label),
  );
  return el(
    'section',
    { class: 'card', 'aria-label': 'Clock' },
    el('h3', {}, 'Clock ', el('span', { id: 'clock-of', class: 'muted' })),
    el(
      'div',
      { class: 'now' },
      el('output', { id: 'clock-large' }),
      el(
        'div',
        {},
        el('span', { id: 'clock-date' }),
        el('span', { id: 'clock-ahead', class: 'muted' }),
      ),
    ),
    el(
      'div',
      { id: 'clock-buttons', class: 'row' },
      buttons,
      el('button', { type: 'button', id: 'clock-freeze', 'data-action': 'freeze' }),
    ),
    el(
      'p',
      { class: 'muted' },
      'By default, codes expire after 10 minutes and proofs after 15. The clock only moves ahead. A reset sets it back. If a project is selected, its own clock changes.',
    ),
    el('button', { type: 'button', class: 'danger', 'data-action': 'reset' }, 'Reset everything'),
  );
}

function projectCard() {
  const amount = (name, label, placeholder) =>
    el(
      'label',
      {},
      label,
      el('input', { id: name, type: 'number', min: 0, step: 1, placeholder, onchange: setAmount }),
    );
  return el(
    'section',
    { class: 'card', 'aria-label': 'Project' },
    el('h3', {}, 'Project ', el('span', { id: 'project-name', class: 'mono muted' })),
    el('div', { id: 'switches', class: 'switches' }),
    el(
      'div',
      { class: 'form' },
      amount('credits', 'Credits', 'no limit'),
      amount('verifyFee', 'Verification fee', '0'),
    ),
  );
}

function setAmount({ target }) {
  const none = target.id === 'credits' ? null : 0;
  const value = target.value === '' ? none : Number(target.value);
  const here = project();
  if (!here) return;
  attempt(() => api.update({ projectId: here.projectId, [target.id]: value }), loadProjects);
}
