// Changes elements in place. Focus, selection and pressed buttons are kept, because only what
// differs is changed. Such elements cannot have listeners. They use `data-action` instead.

import { present } from './dom.mjs';

/** Replaces the children of an element. */
export function replace(element, ...children) {
  const next = element.cloneNode(false);
  next.append(...present(children));
  morphChildren(element, next);
}

/** Gives an element the attributes and children of another one of the same kind. */
export function morph(from, to) {
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  // A user's click changes the property, and not the attribute.
  if (from.type === 'checkbox' && from.checked !== to.checked) from.checked = to.checked;
  morphChildren(from, to);
}

function morphChildren(from, to) {
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    if (at?.nodeName === wanted.nodeName) {
      morph(at, wanted);
      at = at.nextSibling;
    } else {
      from.insertBefore(wanted, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
