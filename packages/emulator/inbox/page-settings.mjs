// The choices of the user for this page.

import { action } from './actions.mjs';
import { $, el } from './dom.mjs';
import { replace } from './morph.mjs';
import { areNotificationsOn, toggleNotifications } from './notifications.mjs';
import { changed } from './render.mjs';
import { areShortcutsOn, toggleShortcuts } from './shortcut-setting.mjs';
import { toggle } from './toggle.mjs';
import { markAllRead } from './unread.mjs';

action('notifications', toggleNotifications);
action('shortcuts', toggleShortcuts);
action('mark-read', () => {
  markAllRead();
  changed();
});

export function pageCard() {
  return el(
    'section',
    { class: 'card', 'aria-label': 'This page' },
    el('h3', {}, 'This page'),
    el('div', { id: 'page-switches', class: 'switches' }),
    el('button', { type: 'button', 'data-action': 'mark-read' }, 'Mark all messages as read'),
  );
}

export function drawPageCard() {
  replace(
    $('page-switches'),
    toggle('Desktop notifications', areNotificationsOn(), { 'data-action': 'notifications' }),
    toggle('Shortcuts of a single character', areShortcutsOn(), { 'data-action': 'shortcuts' }),
  );
}
