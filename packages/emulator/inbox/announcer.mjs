// Tells screen readers of messages as they arrive.

import { now } from './clocks.mjs';
import { $, el } from './dom.mjs';
import { stateName, stateOf } from './format.mjs';
import { onEvent } from './store.mjs';

/** Messages within this time are announced together. */
const TOGETHER_MS = 800;
/** Old announcements are removed. */
const MAX_LINES = 5;

let waiting = [];

onEvent('arrival', (message) => {
  if (waiting.length === 0) setTimeout(announce, TOGETHER_MS);
  waiting.push(message);
});

function announce() {
  const box = $('arrivals');
  box.append(el('p', {}, sentence(waiting)));
  while (box.children.length > MAX_LINES) box.firstElementChild.remove();
  waiting = [];
}

function sentence(messages) {
  if (messages.length > 1) return `${messages.length} new messages.`;
  const [message] = messages;
  const status = stateOf(message, now(message.projectId));
  const code = status === 'sent' ? `code ${[...message.code].join(' ')}` : stateName(status);
  return `New message to ${message.phone}: ${code}.`;
}
