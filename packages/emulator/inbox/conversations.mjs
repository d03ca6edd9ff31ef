// The list of phones that were written to, newest first.

import { $, el, replace } from './dom.mjs';
import { stateName, stateOf, when } from './format.mjs';
import { now, state, visible } from './store.mjs';

/** More rows than anybody scrolls through; the search finds the rest. */
const MOST_ROWS = 200;

/** The conversation that is open, by its key. */
export const open = { key: '' };

/** Phones of different projects are different conversations. */
export const keyOf = ({ projectId, phone }) => `${projectId} ${phone}`;

/** Conversations that match the search: `{ key, phone, messages }`, newest first. */
export function conversations() {
  const words = $('search').value.trim().toLowerCase();
  const found = new Map();
  for (const message of visible()) {
    const key = keyOf(message);
    if (!found.has(key)) found.set(key, { key, ...message, messages: [] });
    found.get(key).messages.push(message);
  }
  return [...found.values()].filter(({ messages }) => messages.some((m) => matches(m, words)));
}

function matches({ phone, code, purpose = '', text, requestId }, words) {
  if (words === '') return true;
  // Spaces in numbers are how people write them.
  const bare = words.replace(/[\s()-]/g, '');
  const fields = [code, purpose.toLowerCase(), text.toLowerCase(), requestId];
  return (bare !== '' && phone.includes(bare)) || fields.some((field) => field.includes(words));
}

export function drawConversations() {
  const all = conversations();
  const several = !state.projectId && state.projects.length > 1;
  const rows = all.slice(0, MOST_ROWS).map((conversation) => row(conversation, several));
  if (all.length > MOST_ROWS) {
    rows.push(el('li', { class: 'more' }, `${all.length - MOST_ROWS} more: search to find them`));
  }
  if (rows.length === 0 && visible().length > 0) {
    rows.push(el('li', { class: 'more' }, 'Nothing matches the search.'));
  }
  replace($('conversations'), rows);
}

function row({ key, phone, projectId, messages }, several) {
  const [newest] = messages;
  const status = stateOf(newest, now());
  const fresh = Date.now() - newest.fresh < 3_000;
  return el(
    'li',
    {},
    el(
      'a',
      {
        href: `#inbox/${encodeURIComponent(key)}`,
        'data-key': key,
        'aria-current': key === open.key ? 'true' : undefined,
        class: fresh ? 'fresh' : undefined,
      },
      el('span', { class: `avatar hue-${hue(phone)}`, 'aria-hidden': 'true' }, phone.slice(-2)),
      el(
        'span',
        { class: 'who' },
        el('strong', {}, phone),
        el('small', {}, several ? projectId : newest.text),
      ),
      el(
        'span',
        { class: 'meta' },
        el('time', { datetime: newest.createdAt }, when(newest.createdAt, now())),
        el('span', { class: `dot ${status}`, title: stateName(status) }),
        el('span', { class: 'sr' }, stateName(status)),
      ),
    ),
  );
}

const hue = (phone) => [...phone].reduce((sum, digit) => sum + Number(digit) || sum, 0) % 6;

/** Opens the next or previous conversation. */
export function move(step) {
  const keys = conversations().map(({ key }) => key);
  const at = keys.indexOf(open.key);
  const next = keys[at < 0 ? 0 : Math.min(keys.length - 1, Math.max(0, at + step))];
  if (next === undefined) return;
  // The address follows a moment later, and keys may come faster.
  open.key = next;
  location.hash = `inbox/${encodeURIComponent(next)}`;
  $('conversations')
    .querySelector(`[data-key="${CSS.escape(next)}"]`)
    ?.scrollIntoView({ block: 'nearest' });
}
