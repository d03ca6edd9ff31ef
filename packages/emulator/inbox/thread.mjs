// The messages of one conversation, shown as on a phone.

import * as api from './api.mjs';
import { conversations, open } from './conversations.mjs';
import { $, action, copies, el, replace, toast } from './dom.mjs';
import { day, explain, stateName, stateOf, time } from './format.mjs';
import { now, project, state } from './store.mjs';

const SAMPLE_PHONE = '+9991234560001';

/** The key of the conversation that was rendered last. */
let shown;

export function drawThread() {
  const all = conversations();
  const conversation = all.find(({ key }) => key === open.key) ?? (wide() ? all[0] : undefined);
  document.body.classList.toggle('reading', Boolean(open.key && conversation));
  const box = $('thread');
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  replace(box, conversation ? conversationView(conversation) : emptyView(all.length));
  if (atEnd || shown !== conversation?.key) box.scrollTop = box.scrollHeight;
  shown = conversation?.key;
}

const wide = () => matchMedia('(min-width: 760px)').matches;

/** Returns the newest code of the open conversation. */
export function newestCode() {
  const all = conversations();
  return (all.find(({ key }) => key === open.key) ?? all[0])?.messages[0]?.code;
}

function conversationView({ phone, projectId, messages }) {
  const bubbles = [];
  let last;
  for (const message of [...messages].reverse()) {
    const name = day(message.createdAt, now());
    if (name !== last) bubbles.push(el('h3', { class: 'day' }, name));
    last = name;
    for (let copyOf = 0; copyOf < Math.max(1, message.copies); copyOf += 1) {
      bubbles.push(bubble(message, copyOf));
    }
  }
  return [
    el(
      'header',
      { class: 'thread-head' },
      el('a', { class: 'back', href: '#inbox', 'aria-label': 'Back to the list' }, '‹'),
      el('div', {}, el('h2', {}, phone), el('small', {}, projectId)),
      el('button', copies(phone, 'Number'), 'Copy number'),
    ),
    el('div', { class: 'bubbles' }, bubbles),
  ];
}

function bubble(message, copyOf) {
  const status = stateOf(message, now());
  const { id, code, text, purpose, createdAt } = message;
  return el(
    'article',
    { class: `bubble is-${status}`, 'data-id': id, 'data-key': `${id}-${copyOf}` },
    el('p', {}, text),
    el(
      'div',
      { class: 'code' },
      el('output', { 'aria-label': 'Code' }, code),
      el('button', { ...copies(code, 'Code'), class: 'copy' }, 'Copy'),
    ),
    el(
      'footer',
      {},
      el('time', { datetime: createdAt }, time(createdAt)),
      purpose === undefined ? null : el('span', { class: 'tag' }, purpose),
      copyOf > 0 ? el('span', { class: 'tag' }, 'again') : null,
      el('span', { class: `state ${status}` }, stateName(status)),
      el('span', { class: 'why' }, explain(message, status, now())),
    ),
  );
}

function emptyView(count) {
  if (count > 0) return [el('p', { class: 'empty' }, 'Choose a conversation.')];
  const here = project();
  const lines = [
    `BAXCLOUD_BASE_URL=${location.origin}/v1`,
    `BAXCLOUD_PROJECT_ID=${here?.projectId ?? ''}`,
    `BAXCLOUD_API_KEY=${here?.apiKeys[0]?.key ?? ''}`,
  ].join('\n');
  return [
    el(
      'div',
      { class: 'empty' },
      el('h2', {}, 'No messages yet'),
      el('p', {}, 'Start your application with these variables. Its messages appear here at once:'),
      el('pre', {}, lines),
      el(
        'div',
        { class: 'row' },
        el('button', copies(lines, 'Variables'), 'Copy'),
        el(
          'button',
          { type: 'button', class: 'primary', 'data-action': 'sample' },
          'Send a test message',
        ),
      ),
    ),
  ];
}

action('sample', async () => {
  try {
    await api.send(project(), SAMPLE_PHONE);
  } catch (error) {
    toast(error.message);
  }
});

/** Whether the page shows a countdown. */
export const hasCountdown = () => [...state.messages.values()].some((m) => m.status === 'SENT');
