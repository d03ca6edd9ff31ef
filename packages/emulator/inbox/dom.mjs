// Creates and updates elements. All text becomes text nodes, so the content of messages is never
// interpreted as HTML.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = (id) => document.getElementById(id);

export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'selected') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

/**
 * Replaces the children of an element. Changes only what differs, so focus, selection and pressed
 * buttons are kept. Such elements cannot have listeners. They use `data-action` instead.
 */
export function replace(element, ...children) {
  const next = element.cloneNode(false);
  next.append(...children.flat().filter((child) => child !== undefined && child !== null));
  morphChildren(element, next);
}

const keyOf = (node) => node.dataset?.key;

function morphChildren(from, to) {
  const keyed = new Map([...from.childNodes].map((node) => [keyOf(node), node]));
  keyed.delete(undefined);
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const known = keyed.get(keyOf(wanted));
    if (known && known !== at && known.parentNode === from) from.insertBefore(known, at);
    const current = known ?? at;
    if (current && similar(current, wanted)) {
      morph(current, wanted);
      at = current.nextSibling;
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

const similar = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

function morph(from, to) {
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  for (const { name } of [...from.attributes])
    if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  morphChildren(from, to);
}

const actions = {};

/** Registers the handler of a `data-action`. It is called with the clicked element. */
export function action(name, act) {
  actions[name] = act;
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-action]');
  if (button) actions[button.dataset.action](button);
});

action('copy', ({ dataset }) => copy(dataset.text, dataset.what));

/** Returns the attributes of a button that copies this text. */
export const copies = (text, what) => ({
  type: 'button',
  'data-action': 'copy',
  'data-text': text,
  'data-what': what,
});

let hideToast;

export function toast(text) {
  const box = $('toast');
  box.textContent = text;
  box.classList.add('shown');
  clearTimeout(hideToast);
  hideToast = setTimeout(() => box.classList.remove('shown'), 2_000);
}

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
    const area = el('textarea', { value: text, class: 'sr' });
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
