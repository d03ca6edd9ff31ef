// Copies text.

import { action } from './actions.mjs';
import { el } from './dom.mjs';
import { toast } from './toast.mjs';

action('copy', ({ dataset }) => copy(dataset.text, dataset.what));

/** Returns the attributes of a button that copies this text. */
export const copies = (text, what) => ({
  type: 'button',
  'data-action': 'copy',
  'data-text': text,
  'data-what': what,
});

export async function copy(text, what) {
  if (await writeClipboard(text)) toast(`${what} copied: ${text}`);
  else toast(`The browser does not allow copying: ${text}`);
}

async function writeClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers allow `clipboard` only for localhost and HTTPS.
    const focused = document.activeElement;
    const area = el('textarea', { value: text, class: 'sr', 'aria-hidden': 'true' });
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    focused?.focus();
    return done;
  }
}
