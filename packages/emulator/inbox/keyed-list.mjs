// A list whose elements belong to items. An element stays the same as long as its item is shown,
// wherever it moves. Only elements of changed items are rendered again.

import { morph } from './morph.mjs';

const versions = new WeakMap();

/**
 * Shows the items as the children of `parent`. An item has a `key`, a `version` that changes
 * whenever its element must change, and `render()`, which returns the element.
 */
export function drawList(parent, items) {
  const known = new Map();
  for (const element of [...parent.children]) known.set(element.dataset.key, element);
  const elements = items.map(({ key, version, render }) => {
    const element = known.get(key);
    known.delete(key);
    if (element && versions.get(element) === version) return element;
    const wanted = render();
    wanted.dataset.key = key;
    if (element) morph(element, wanted);
    versions.set(element ?? wanted, version);
    return element ?? wanted;
  });
  for (const element of known.values()) element.remove();
  const held = elements.find((element) => element.contains(document.activeElement));
  arrange(parent, elements, held);
}

/** Moves elements around the one that has the focus, because a moved element loses it. */
function arrange(parent, elements, held) {
  const at = held ? elements.indexOf(held) : elements.length;
  insert(parent, elements.slice(0, at), parent.firstChild);
  if (held) insert(parent, elements.slice(at + 1), held.nextSibling);
}

function insert(parent, elements, from) {
  let at = from;
  for (const element of elements) {
    if (element === at) at = at.nextSibling;
    else parent.insertBefore(element, at);
  }
}
