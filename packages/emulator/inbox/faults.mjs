// The fault rules: switches for common ones, a form for all others, and a list of the active ones.

import * as api from './api.mjs';
import { $, action, el, replace, toast } from './dom.mjs';
import { loadFaults, state } from './store.mjs';

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

const ERRORS = `FEATURE_DISABLED PLAN_NOT_INCLUDED API_KEY_SCOPE SENDER_NOT_CONFIGURED
  INSUFFICIENT_CREDITS VERIFY_FEE_CREDITS NO_SUBSCRIPTION RATE_LIMIT OTP_EXPIRED OTP_INVALID
  OTP_MAX_ATTEMPTS INVALID_PHONE SMS_SEND_FAILED TOKEN_INVALID TOKEN_CONSUMED PROJECT_INACTIVE
  PROJECT_HEADER_REQUIRED API_KEY_PROJECT_MISMATCH`
  .split(/\s+/)
  .map((name) => `BAXVERIFY_${name}`);

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
  ...Object.fromEntries(ERRORS.map((error) => [error, { error }])),
};

const NOT_COMPARED = new Set(['id', 'calls', 'hits', 'seed']);

/** Whether a fault has the rule of a switch. Seed and counters are ignored. */
function isPreset(fault, rule) {
  const fields = Object.keys(fault).filter((name) => !NOT_COMPARED.has(name));
  const same = (name) => JSON.stringify(fault[name]) === JSON.stringify(rule[name]);
  return fields.length === Object.keys(rule).length && fields.every(same);
}

const presetFault = (rule) => state.faults.find((fault) => isPreset(fault, rule));

action('preset', async ({ dataset }) => {
  const [, rule] = PRESETS[Number(dataset.index)];
  const fault = presetFault(rule);
  await attempt(() => (fault ? api.endFault(fault.id) : api.inject(rule)));
});

action('end-fault', ({ dataset }) => attempt(() => api.endFault(dataset.id)));
action('end-faults', () => attempt(() => api.endFaults()));

async function attempt(act) {
  try {
    await act();
    await loadFaults();
  } catch (error) {
    toast(error.message);
  }
  drawFaults();
}

/** Returns a switch. */
export function toggle(label, on, props) {
  return el(
    'button',
    { type: 'button', role: 'switch', class: 'switch', 'aria-checked': String(on), ...props },
    el('span', {}, label),
  );
}

export function faultsCard() {
  return el(
    'section',
    { class: 'card', 'aria-label': 'Faults' },
    el('h3', {}, 'Faults'),
    el('div', { id: 'presets', class: 'switches' }),
    el('details', {}, el('summary', {}, 'Another rule'), form()),
    el('ul', { id: 'faults', class: 'faults', 'aria-label': 'Active rules' }),
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
  if (state.projectId) rule.projectId = state.projectId;
  await attempt(() => api.inject(rule));
}

export function drawFaults() {
  const count = $('fault-count');
  count.hidden = state.faults.length === 0;
  count.textContent = String(state.faults.length);
  count.setAttribute('aria-label', `${state.faults.length} active faults`);
  if (!$('presets')) return;
  replace(
    $('presets'),
    PRESETS.map(([label, rule], index) =>
      toggle(label, Boolean(presetFault(rule)), { 'data-action': 'preset', 'data-index': index }),
    ),
  );
  const all = state.faults.length > 1;
  replace(
    $('faults'),
    state.faults.map(entry),
    all
      ? el('li', {}, el('button', { type: 'button', 'data-action': 'end-faults' }, 'End all'))
      : null,
  );
}

function entry(fault) {
  return el(
    'li',
    { 'data-key': fault.id },
    el('div', {}, el('strong', {}, effectOf(fault)), el('small', {}, conditions(fault))),
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
  delayMs,
  takesEffect,
  retryAfterSeconds,
}) {
  const range = typeof latencyMs === 'object' ? `${latencyMs.min} to ${latencyMs.max}` : latencyMs;
  const what =
    error ??
    (status && `Status ${status}`) ??
    (latencyMs !== undefined ? `${range} ms late` : undefined) ??
    (connection ? `Connection: ${connection}` : `SMS: ${sms}`);
  const details = [
    delayMs && `${delayMs} ms`,
    retryAfterSeconds !== undefined && `Retry-After ${retryAfterSeconds}`,
    takesEffect && 'takes effect',
  ].filter(Boolean);
  return [what, ...details].join(', ');
}

function conditions({ route, phone, projectId, nth, times, probability, seed }) {
  const parts = [
    route ?? 'every route',
    phone,
    projectId,
    nth && `call ${nth}`,
    times && `at most ${times} times`,
    probability && `probability ${probability}`,
    `seed ${seed}`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
