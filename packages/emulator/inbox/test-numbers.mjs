// Test numbers: those that every project has, and a project's own ones, which can be changed.

import { action, attempt } from './actions.mjs';
import * as api from './api.mjs';
import { $, el } from './dom.mjs';
import { ERROR_CODES } from './error-codes.mjs';
import { drawList } from './keyed-list.mjs';
import { loadProjects, project } from './store.mjs';
import { toast } from './toast.mjs';

const RANGES = [
  ['+999123456NNNN', 'always gets the code 123456'],
  ['+9990008000N', 'BAXVERIFY_RATE_LIMIT on send'],
  ['+9990013000N', 'BAXVERIFY_SMS_SEND_FAILED on send'],
  ['+9990009000N', 'BAXVERIFY_OTP_EXPIRED on verify'],
  ['+9990010000N', 'BAXVERIFY_OTP_INVALID on verify'],
  ['+9990015000N', 'BAXVERIFY_TOKEN_CONSUMED on validate'],
];

action('remove-number', async ({ dataset: { phone } }) => {
  await change((numbers) => numbers.filter((number) => number.phone !== phone));
  // The button that had the focus is gone.
  $('own-numbers-head').focus();
});

/** Changes the numbers of the selected project, after it loads what others have changed. */
function change(edit) {
  return attempt(async () => {
    await loadProjects();
    const here = project();
    if (!here) return;
    await api.update({ projectId: here.projectId, testNumbers: edit(here.testNumbers) });
  }, loadProjects);
}

async function add(event) {
  event.preventDefault();
  const form = event.target;
  const fields = Object.entries(Object.fromEntries(new FormData(form)));
  const number = Object.fromEntries(fields.filter(([, value]) => value !== ''));
  await change((numbers) => [...numbers.filter(({ phone }) => phone !== number.phone), number]);
  const isAdded = project()?.testNumbers.some(({ phone }) => phone === number.phone);
  if (!isAdded) return;
  form.reset();
  form.elements.call.disabled = true;
  toast(`${number.phone} is a test number.`);
}

export function testNumbersCard() {
  return el(
    'section',
    { class: 'card', 'aria-label': 'Test numbers' },
    el('h3', {}, 'Test numbers'),
    el(
      'dl',
      { class: 'numbers' },
      RANGES.flatMap(([phone, what]) => [el('dt', { class: 'mono' }, phone), el('dd', {}, what)]),
    ),
    el(
      'p',
      { class: 'muted' },
      'N is any digit. The README lists a range for each of the 18 errors.',
    ),
    el(
      'h4',
      { id: 'own-numbers-head', tabindex: -1 },
      'Of the project ',
      el('span', { id: 'own-numbers-project', class: 'mono muted' }),
    ),
    el('p', { id: 'no-own-numbers', class: 'muted' }, 'This project has no numbers of its own.'),
    el('ul', { id: 'own-numbers', class: 'faults', 'aria-label': 'Test numbers of the project' }),
    el('details', {}, el('summary', {}, 'Add a number'), form()),
  );
}

function form() {
  const input = (name, label, props) =>
    el('label', {}, label, el('input', { name, autocomplete: 'off', ...props }));
  const select = (name, label, options, props) =>
    el(
      'label',
      {},
      label,
      el(
        'select',
        { name, ...props },
        options.map(([value, text]) => el('option', { value }, text)),
      ),
    );
  const same = (values) => values.map((value) => [value, value]);
  return el(
    'form',
    { id: 'own-number', class: 'form', onsubmit: add },
    input('phone', 'Phone', {
      required: true,
      inputmode: 'tel',
      placeholder: '+4366412345678',
      pattern: '\\+[1-9][0-9]{7,14}',
      title: 'A plus, the country code and the number, 8 to 15 digits in all',
    }),
    input('code', 'Code', {
      inputmode: 'numeric',
      placeholder: 'random',
      pattern: '[0-9]{4,10}',
      title: '4 to 10 digits',
    }),
    select('error', 'Error', [['', 'none'], ...same(ERROR_CODES)], {
      onchange: ({ target }) => {
        target.form.elements.call.disabled = target.value === '';
      },
    }),
    select(
      'call',
      'Call that fails',
      [['', 'as documented'], ...same(['send', 'verify', 'validate-token'])],
      { disabled: true },
    ),
    el('button', { type: 'submit', class: 'primary' }, 'Add number'),
  );
}

export function drawTestNumbers() {
  const here = project();
  const numbers = here?.testNumbers ?? [];
  $('own-numbers-project').textContent = here?.projectId ?? '';
  $('no-own-numbers').hidden = numbers.length > 0;
  for (const field of $('own-number').elements) {
    if (field.name !== 'call') field.disabled = !here;
  }
  drawList(
    $('own-numbers'),
    numbers.map((number) => ({
      key: number.phone,
      version: JSON.stringify(number),
      render: () => entry(number),
    })),
  );
}

function entry({ phone, code, error, call }) {
  const outcome = error ? `${error}${call ? ` on ${call}` : ''}` : 'every call succeeds';
  const what = [code && `code ${code}`, outcome].filter(Boolean).join(' · ');
  return el(
    'li',
    {},
    el('div', {}, el('strong', { class: 'mono' }, phone), el('small', {}, what)),
    el(
      'button',
      {
        type: 'button',
        'data-action': 'remove-number',
        'data-phone': phone,
        'aria-label': `Remove ${phone}`,
      },
      'Remove',
    ),
  );
}
