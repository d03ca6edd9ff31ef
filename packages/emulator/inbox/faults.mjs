// The fault rules: switches for common ones, a form for all others, and a list of the active ones.

import { action, attempt } from './actions.mjs';
import * as api from './api.mjs';
import { $, el } from './dom.mjs';
import { ERROR_CODES } from './error-codes.mjs';
import { drawList } from './keyed-list.mjs';
import { place } from './location.mjs';
import { replace } from './morph.mjs';
import { loadFaults, state } from './store.mjs';
import { toggle } from './toggle.mjs';

const PRESETS = [
  ['SMS is 30 s late', { sms: 'late', delayMs: 30_000 }],
  ['SMS is lost', { sms: 'lost' }],
  ['SMS arrives twice', { sms: 'duplicate' }],
  ['Send is rate limited', { route: 'send', error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds: 30 }],
  ['Answers take 1 to 3 s', { latencyMs: { min: 1_000, max: 3_000 } }],
  ['One in five is a 503', { status: 503, probability: 0.2, retryAfterSeconds: 1 }],
  ['Connections are reset', { connection: 'reset' }],
  ['Answers never come', { connection: 'stall' }],
];

const EFFECTS = {
  'Status 500': { status: 500 },
  'Status 502': { status: 502 },
  'Status 503, Retry-After 1 s': { status: 503, retryAfterSeconds: 1 },
  'Latency 500 ms': { latencyMs: 500 },
  'Latency 0 to 2 s': { latencyMs: { min: 0, max: 2_000 } },
  'Connection reset': { connection: 'reset' },
  'Reset, but the call takes effect': { connection: 'reset', takesEffect: true },
  'Never answered': { connection: 'stall' },
  'Answered byte by byte': { connection: 'drip' },
  'SMS late': { sms: 'late' },
  'SMS lost': { sms: 'lost' },
  'SMS twice': { sms: 'duplicate' },
  'Webhook late': { webhook: 'late' },
  'Webhook lost': { webhook: 'lost' },
  'Webhook twice': { webhook: 'duplicate' },
  'Webhook, also with a forged signature': { webhook: 'forgedSignature' },
  'Webhook, also without a signature': { webhook: 'missingSignature' },
  'Webhook, also with an altered body': { webhook: 'alteredBody' },
  ...Object.fromEntries(ERROR_CODES.map((error) => [error, { error }])),
};

const NOT_COMPARED = new Set(['id', 'calls', 'hits', 'seed']);

/** Whether a fault has the rule of a switch. Seed and counters are ignored. */
function isPreset(fault, rule) {
  const fields = Object.keys(fault).filter((name) => !NOT_COMPARED.has(name));
  const same = (name) => JSON.stringify(fault[name]) === JSON.stringify(rule[name]);
  return fields.length === Object.keys(rule).length && fields.every(same);
}

/** Rules are for the selected project, or for all of them. */
const here = (rule) => (place.projectId ? { ...rule, projectId: place.projectId } : rule);

const presetFault = (rule) => state.faults.find((fault) => isPreset(fault, here(rule)));

/** Whether a rule can affect no further call. */
const isSpent = ({ nth, times, calls, hits }) =>
  (nth !== undefined && calls >= nth) || (times !== undefined && hits >= times);

action('preset', ({ dataset }) => {
  const [, rule] = PRESETS[Number(dataset.index)];
  const fault = presetFault(rule);
  attempt(() => (fault ? api.endFault(fault.id) : api.inject(here(rule))), loadFaults);
});

action('end-fault', ({ dataset }) => attempt(() => api.endFault(dataset.id), loadFaults));
action('end-faults', () => attempt(() => api.endFaults(), loadFaults));

export function faultsCard() {
  return el(
    'section',
    { class: 'card', 'aria-label': 'Faults' },
    el('h3', {}, 'Faults ', el('span', { id: 'faults-project', class: 'mono muted' })),
    el('div', { id: 'presets', class: 'switches' }),
    el('details', {}, el('summary', {}, 'Another rule'), form()),
    el('ul', { id: 'faults', class: 'faults', 'aria-label': 'Rules' }),
    el('button', { id: 'faults-end', type: 'button', 'data-action': 'end-faults' }, 'End all'),
  );
}

function form() {
  const field = (name, label, props) =>
    el('label', {}, label, el('input', { name, autocomplete: 'off', ...props }));
  const choice = (name, label, options) =>
    el(
      'label',
      {},
      label,
      el(
        'select',
        { name },
        options.map((o) => el('option', { value: o }, o || 'any')),
      ),
    );
  const number = { type: 'number', min: 1, step: 1 };
  return el(
    'form',
    { id: 'rule', class: 'form', onsubmit: submit },
    choice('effect', 'Effect', Object.keys(EFFECTS)),
    choice('route', 'Route', ['', 'send', 'verify', 'validate-token', 'stats', 'logs']),
    field('phone', 'Phone', { placeholder: 'any', inputmode: 'tel' }),
    field('nth', 'Only the nth call', { ...number, placeholder: 'every' }),
    field('times', 'Maximum number of calls', { ...number, placeholder: 'no limit' }),
    field('probability', 'Probability', {
      type: 'number',
      min: 0.01,
      max: 1,
      step: 0.01,
      placeholder: '1',
    }),
    field('seed', 'Seed', { type: 'number', min: 0, step: 1, placeholder: 'random' }),
    el('button', { type: 'submit', class: 'primary' }, 'Inject'),
  );
}

async function submit(event) {
  event.preventDefault();
  const { effect, ...fields } = Object.fromEntries(new FormData(event.target));
  const rule = { ...EFFECTS[effect] };
  for (const [name, text] of Object.entries(fields)) {
    if (text !== '') rule[name] = name === 'route' || name === 'phone' ? text : Number(text);
  }
  await attempt(() => api.inject(here(rule)), loadFaults);
}

/** Shows how many rules can affect calls of the selected project. */
export function drawFaultCount() {
  const active = state.faults.filter(
    (fault) =>
      !isSpent(fault) &&
      !(place.projectId && fault.projectId && fault.projectId !== place.projectId),
  );
  const count = $('fault-count');
  count.hidden = active.length === 0;
  $('fault-word').hidden = active.length === 0;
  count.textContent = String(active.length);
}

export function drawFaults() {
  $('faults-project').textContent = place.projectId || 'all projects';
  replace(
    $('presets'),
    PRESETS.map(([label, rule], index) => {
      const fault = presetFault(rule);
      return toggle(label, Boolean(fault), { 'data-action': 'preset', 'data-index': index });
    }),
  );
  drawList($('faults'), state.faults.map(item));
  $('faults-end').hidden = state.faults.length < 2;
}

const item = (fault) => ({
  key: fault.id,
  version: JSON.stringify(fault),
  render: () => entry(fault),
});

function entry(fault) {
  const isOver = isSpent(fault);
  return el(
    'li',
    { class: isOver ? 'spent' : undefined },
    el('div', {}, el('strong', {}, effectOf(fault)), el('small', {}, conditions(fault))),
    isOver ? el('span', { class: 'tag' }, 'spent') : null,
    el('span', { class: 'muted' }, `${fault.hits} of ${fault.calls}`),
    el(
      'button',
      {
        type: 'button',
        'data-action': 'end-fault',
        'data-id': fault.id,
        'aria-label': `End: ${effectOf(fault)}`,
      },
      'End',
    ),
  );
}

function effectOf({
  error,
  status,
  latencyMs,
  connection,
  sms,
  webhook,
  delayMs,
  takesEffect,
  retryAfterSeconds,
}) {
  const range = typeof latencyMs === 'object' ? `${latencyMs.min} to ${latencyMs.max}` : latencyMs;
  const what =
    error ??
    (status && `Status ${status}`) ??
    (latencyMs !== undefined ? `${range} ms late` : undefined) ??
    (connection && `Connection: ${connection}`) ??
    (sms ? `SMS: ${sms}` : `Webhook: ${webhook}`);
  const details = [
    delayMs && `${delayMs} ms`,
    retryAfterSeconds !== undefined && `Retry-After ${retryAfterSeconds}`,
    takesEffect && 'takes effect',
  ].filter(Boolean);
  return [what, ...details].join(', ');
}

function conditions({ route, webhook, event, phone, projectId, nth, times, probability, seed }) {
  const parts = [
    webhook ? (event ?? 'every event') : (route ?? 'every route'),
    phone,
    projectId,
    nth && `call ${nth}`,
    times && `at most ${times} times`,
    probability && `probability ${probability}`,
    `seed ${seed}`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
