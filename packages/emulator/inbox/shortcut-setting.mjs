// Whether the keyboard shortcuts of a single character work. Users can turn them off (WCAG 2.1.4),
// because speech input may type the characters.

import { preference, setPreference } from './preferences.mjs';
import { changed } from './render.mjs';

const NAME = 'shortcuts';

export const areShortcutsOn = () => preference(NAME) !== 'off';

export function toggleShortcuts() {
  setPreference(NAME, areShortcutsOn() ? 'off' : 'on');
  changed();
}
