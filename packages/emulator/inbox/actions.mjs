// Clicks on elements with a `data-action`.

import { changed } from './render.mjs';
import { toast } from './toast.mjs';

const actions = new Map();

/** Registers the handler of a `data-action`. It is called with the clicked element. */
export function action(name, act) {
  actions.set(name, act);
}

document.addEventListener('click', ({ target }) => {
  const element = target.closest('[data-action]');
  if (element) actions.get(element.dataset.action)?.(element);
});

/** Calls the emulator, shows an error as a notice, and renders the page again. */
export async function attempt(...steps) {
  try {
    for (const step of steps) await step();
  } catch (error) {
    toast(error.message);
  }
  changed();
}
