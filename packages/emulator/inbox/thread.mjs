// The messages of one conversation, shown as on a phone.

import { action } from './actions.mjs';
import * as api from './api.mjs';
import { copies, copy } from './clipboard.mjs';
import { now } from './clocks.mjs';
import { $, el } from './dom.mjs';
import { day, explain, stateOf, time } from './format.mjs';
import { drawList } from './keyed-list.mjs';
import { linkTo, place } from './location.mjs';
import { conversations, keyOf, messages } from './messages.mjs';
import { replace } from './morph.mjs';
import { changed } from './render.mjs';
import { statusLabel } from './status.mjs';
import { onEvent, state } from './store.mjs';
import { toast } from './toast.mjs';

/** More messages are rendered on request. */
const BUBBLES = 100;
/** A rule can deliver a message many times. */
const MAX_COPIES = 5;

/** What was rendered last. */
const thread = { key: '', bubbles: BUBBLES, usable: undefined };

/** The messages of a conversation that only the emulator has, newest first. */
const older = { key: '', messages: [], isLoading: false };

for (const type of ['deleted', 'reset', 'removed']) {
  onEvent(type, () => {
    older.key = '';
  });
}

action('more-bubbles', () => {
  thread.bubbles += BUBBLES;
  changed();
});

/** Renders the conversation. Returns whether there is one. */
export function drawThread(key) {
  const all = messagesOf(key);
  if (all.length === 0) return false;
  const isOther = thread.key !== key;
  if (isOther) Object.assign(thread, { key, bubbles: BUBBLES });
  const box = $('thread');
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  drawHead(all[0]);
  const newest = all.slice(0, thread.bubbles);
  drawRest(all.length - newest.length);
  drawList($('bubbles'), bubbles(newest.reverse()));
  const at = now(all[0].projectId);
  thread.usable = newest.findLast((message) => stateOf(message, at) === 'sent');
  if (atEnd || isOther) box.scrollTop = box.scrollHeight;
  return true;
}

/** Returns the messages of a conversation, newest first. */
function messagesOf(key) {
  const known = [...(conversations.get(key)?.messages.values() ?? [])].reverse();
  if (messages.size >= state.total) return known;
  loadOlder(key);
  if (older.key !== key) return known;
  const ids = new Set(known.map(({ id }) => id));
  return [...known, ...older.messages.filter(({ id }) => !ids.has(id))];
}

async function loadOlder(key) {
  if (older.isLoading || older.key === key) return;
  older.isLoading = true;
  const at = key.lastIndexOf(' ');
  const [projectId, phone] = [key.slice(0, at), key.slice(at + 1)];
  const { messages: list } = await api
    .messages({ projectId, phone, limit: 10 * BUBBLES })
    .catch(() => ({ messages: [] }));
  Object.assign(older, { key, messages: list, isLoading: false });
  changed();
}

function drawHead({ phone, projectId }) {
  replace(
    $('thread-head'),
    el('a', { class: 'back', href: linkTo('inbox'), 'aria-label': 'Back to the list' }, '‹'),
    el('div', {}, el('h2', {}, phone), el('small', {}, projectId)),
    el('button', copies(phone, 'Number'), 'Copy number'),
  );
}

function drawRest(count) {
  const button = { type: 'button', 'data-action': 'more-bubbles' };
  replace(
    $('bubbles-rest'),
    count > 0 ? el('button', button, `Show earlier messages (${count})`) : null,
  );
}

function bubbles(list) {
  const at = now(list[0]?.projectId);
  const items = [];
  let last;
  for (const message of list) {
    const name = day(message.createdAt, at);
    if (name !== last) {
      items.push({ key: `day ${message.id}`, version: name, render: () => dayHead(name) });
    }
    last = name;
    const status = stateOf(message, at);
    const why = explain(message, status, at);
    const copyCount = Math.min(Math.max(1, message.copies), MAX_COPIES);
    for (let copyOf = 0; copyOf < copyCount; copyOf += 1) {
      items.push({
        key: `${message.id} ${copyOf}`,
        version: `${status}\n${why}`,
        render: () => bubble(message, copyOf, status, why),
      });
    }
  }
  return items;
}

const dayHead = (name) => el('h3', { class: 'day' }, name);

function bubble({ id, code, text, purpose, createdAt }, copyOf, status, why) {
  return el(
    'article',
    { class: `bubble is-${status}`, 'data-id': id },
    el('p', {}, text),
    el(
      'div',
      { class: 'code' },
      el('output', { 'aria-label': 'Code', 'aria-live': 'off' }, code),
      el('button', { ...copies(code, 'Code'), class: 'copy' }, 'Copy'),
    ),
    el(
      'footer',
      {},
      el('time', { datetime: createdAt }, time(createdAt)),
      purpose === undefined ? null : el('span', { class: 'tag' }, purpose),
      copyOf > 0 ? el('span', { class: 'tag' }, 'again') : null,
      statusLabel(status),
      el('span', { class: 'why' }, why),
      el(
        'button',
        { type: 'button', class: 'delete', 'data-action': 'delete', 'data-id': id },
        'Delete',
      ),
    ),
  );
}

/** Copies the newest code on the screen that can be used now. */
export function copyUsableCode() {
  const message = thread.usable;
  const isShown = place.view === 'inbox' && $('bubbles').checkVisibility();
  if (!isShown) return toast('No conversation is open.');
  if (
    !message ||
    keyOf(message) !== thread.key ||
    stateOf(message, now(message.projectId)) !== 'sent'
  ) {
    return toast('No code of this conversation can be used now.');
  }
  // The code is on the screen when it is copied.
  $('bubbles')
    .querySelector(`[data-id="${CSS.escape(message.id)}"]`)
    ?.scrollIntoView({ block: 'nearest' });
  copy(message.code, 'Code');
}
