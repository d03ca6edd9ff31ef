// The list of conversations, newest first. A conversation is a phone within a project.

import { $, el, replace } from './dom.mjs';
import { stateName, stateOf, when } from './format.mjs';
import { now, state, visible } from './store.mjs';

/** The search finds conversations beyond these. */
const MAX_ROWS = 200;

/** The key of the open conversation. */
export const open = { key: '' };

/** The same phone in two projects is two conversations. */
export const keyOf = ({ projectId, phone }) => `${projectId} ${phone}`;

/** Returns the conversations that match the search, newest first: `{ key, phone, messages }`. */
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
  // Users may type numbers with spaces.
  const bare = words.replace(/[\s()-]/g, '');
  const fields = [code, purpose.toLowerCase(), text.toLowerCase(), requestId];
  return (bare !== '' && phone.includes(bare)) || fields.some((field) => field.includes(words));
}

export function drawConversations() {
  const all = conversations();
  const showsProject = !state.projectId && state.projects.length > 1;
  const rows = all.slice(0, MAX_ROWS).map((conversation) => row(conversation, showsProject));
  if (all.length > MAX_ROWS) {
    rows.push(el('li', { class: 'more' }, `${all.length - MAX_ROWS} more: search to find them`));
  }
  if (rows.length === 0 && visible().length > 0) {
    rows.push(el('li', { class: 'more' }, 'Nothing matches the search.'));
  }
  replace($('conversations'), rows);
}

function row({ key, phone, projectId, messages }, showsProject) {
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
        el('small', {}, showsProject ? projectId : newest.text),
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
  // `hashchange` fires later, and the next key may come before it.
  open.key = next;
  location.hash = `inbox/${encodeURIComponent(next)}`;
  $('conversations')
    .querySelector(`[data-key="${CSS.escape(next)}"]`)
    ?.scrollIntoView({ block: 'nearest' });
}
