// The inbox view: the list of conversations, and the one that is shown.

import { drawConversations } from './conversations.mjs';
import { $ } from './dom.mjs';
import { emptyView } from './empty.mjs';
import { onPlace, place } from './location.mjs';
import { replace } from './morph.mjs';
import { found, isWide, shownKey } from './selection.mjs';
import { drawThread } from './thread.mjs';
import { markRead } from './unread.mjs';

/** On a narrow screen, the list and the conversation replace each other. The focus follows. */
let focusNext;

onPlace((before) => {
  if (place.view !== 'inbox' || before.view !== 'inbox' || before.key === place.key) return;
  if (!isWide()) focusNext = { key: before.key };
});

function moveFocus() {
  const { key } = focusNext;
  focusNext = undefined;
  if (place.key) $('thread').focus();
  else
    $('conversations')
      .querySelector(`[data-key="${CSS.escape(key)}"] a`)
      ?.focus();
}

export function drawInbox() {
  const list = found();
  const key = shownKey(list);
  const isShown = key !== '' && drawThread(key);
  if (isShown && !document.hidden) markRead(key);
  for (const id of ['thread-head', 'bubbles-rest', 'bubbles']) $(id).hidden = !isShown;
  $('no-thread').hidden = isShown;
  replace($('no-thread'), isShown ? null : emptyView(list.length));
  document.body.classList.toggle('reading', isShown && place.key !== '');
  document.body.classList.toggle('no-list', list.length === 0 && !place.query);
  drawConversations(list, isShown ? key : '');
  if (focusNext) moveFocus();
}
