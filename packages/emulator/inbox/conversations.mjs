// The list of conversations, newest first.

import { action } from './actions.mjs';
import { now } from './clocks.mjs';
import { $, el, hiddenText } from './dom.mjs';
import { stateOf, when } from './format.mjs';
import { drawList } from './keyed-list.mjs';
import { linkTo, onPlace, place } from './location.mjs';
import { replace } from './morph.mjs';
import { changed } from './render.mjs';
import { isSearching, results } from './search.mjs';
import { move } from './selection.mjs';
import { statusMark } from './status.mjs';
import { state } from './store.mjs';

/** More rows are rendered on request. */
const ROWS = 100;
let shown = ROWS;

onPlace((before) => {
  if (before.query !== place.query || before.projectId !== place.projectId) shown = ROWS;
});

action('more-conversations', () => {
  shown += ROWS;
  changed();
});

export function drawConversations(list, openKey) {
  const showsProject = !place.projectId && state.projects.length > 1;
  drawList(
    $('conversations'),
    list.slice(0, shown).map((conversation) => item(conversation, openKey, showsProject)),
  );
  drawRest(list.length);
}

function item(conversation, openKey, showsProject) {
  const { key, newest, unread, projectId } = conversation;
  const at = now(projectId);
  const row = {
    ...conversation,
    isOpen: key === openKey,
    status: stateOf(newest, at),
    time: when(newest.createdAt, at),
    href: linkTo('inbox', key),
    detail: showsProject ? newest.projectId : newest.text,
  };
  const version = [row.isOpen, row.status, row.time, row.href, row.detail, unread, newest.id].join(
    '\n',
  );
  return { key, version, render: () => render(row) };
}

function render({ phone, newest, unread, isOpen, status, time, href, detail }) {
  return el(
    'li',
    {},
    el(
      'a',
      {
        href,
        'aria-current': isOpen ? 'true' : undefined,
        class: unread > 0 ? 'unread' : undefined,
      },
      el('span', { class: `avatar hue-${hue(phone)}`, 'aria-hidden': 'true' }, phone.slice(-2)),
      el('span', { class: 'who' }, el('strong', {}, phone), el('small', {}, detail)),
      el(
        'span',
        { class: 'meta' },
        el('time', { datetime: newest.createdAt }, time),
        el(
          'span',
          { class: 'marks' },
          unread > 0 ? el('span', { class: 'count' }, String(unread), hiddenText(' unread')) : null,
          statusMark(status),
        ),
      ),
    ),
  );
}

/** The line below the rows. */
function drawRest(count) {
  const rest = $('conversations-rest');
  if (isSearching()) replace(rest, 'Searching …');
  else if (results.error && place.query) replace(rest, results.error);
  else if (count > shown) replace(rest, moreButton(count - shown));
  else if (count === 0 && place.query) replace(rest, 'Nothing matches the search.');
  else replace(rest);
}

const moreButton = (count) =>
  el('button', { type: 'button', 'data-action': 'more-conversations' }, `Show more (${count})`);

const hue = (phone) => [...phone].reduce((sum, digit) => sum + Number(digit) || sum, 0) % 6;

/** Opens the next or previous conversation, and scrolls to its row. */
export function moveAndScroll(step) {
  const key = move(step);
  if (key === undefined) return;
  $('conversations')
    .querySelector(`[data-key="${CSS.escape(key)}"]`)
    ?.scrollIntoView({ block: 'nearest' });
}
