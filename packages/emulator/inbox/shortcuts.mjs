// Keyboard shortcuts.

import { moveAndScroll } from './conversations.mjs';
import { $ } from './dom.mjs';
import { go, setFilter, VIEWS } from './location.mjs';
import { onRender, render } from './render.mjs';
import { areShortcutsOn } from './shortcut-setting.mjs';
import { nextTheme } from './theme.mjs';
import { copyUsableCode } from './thread.mjs';

const CHARACTERS = new Map([
  ['/', focusSearch],
  ['j', () => moveAndScroll(1)],
  ['k', () => moveAndScroll(-1)],
  ['c', copyUsableCode],
  ['t', nextTheme],
  ['?', openHelp],
  ...VIEWS.map((view, index) => [String(index + 1), () => go(view)]),
]);

function focusSearch() {
  go('inbox', '');
  // A hidden field cannot get the focus.
  render();
  $('search').focus();
  $('search').select();
}

/** Leaving a search clears it. */
function leave(field) {
  field.blur();
  if (field.type === 'search') setFilter({ query: '' });
}

/** Opens the first conversation that the search found. Now `j` and `k` are shortcuts again. */
function openFirst() {
  moveAndScroll(0);
  $('thread').focus();
}

function openHelp() {
  $('help').showModal();
}

onRender(() => $('shortcuts').setAttribute('aria-checked', String(areShortcutsOn())));

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $('help').open) return;
  const field = event.target.closest?.('input:not([type="checkbox"]), select, textarea');
  if (event.key === 'Escape') return void (field ? leave(field) : go('inbox', ''));
  if (field) {
    if (field.id === 'search' && event.key === 'Enter') openFirst();
    return;
  }
  const act = areShortcutsOn() ? CHARACTERS.get(event.key) : undefined;
  if (!act) return;
  event.preventDefault();
  act();
});

$('help-open').addEventListener('click', openHelp);
$('theme').addEventListener('click', nextTheme);
