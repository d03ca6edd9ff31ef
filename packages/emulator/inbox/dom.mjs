// Elements from values. Text becomes text nodes and nothing else: what a message holds is shown,
// never interpreted.

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
 * Makes the children of an element look like these, changing no more than differs: what is pressed,
 * focused or selected meanwhile stays so. Elements drawn this way carry no listeners of their own;
 * they name an action.
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

/** What `data-action` of a pressed element does; it is given the element. */
export function action(name, act) {
  actions[name] = act;
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-action]');
  if (button) actions[button.dataset.action](button);
});

action('copy', ({ dataset }) => copy(dataset.text, dataset.what));

/** The attributes of a button that copies this text. */
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
  if (await put(text)) toast(`${what} copied: ${text}`);
  else toast(`This browser does not let the page copy: ${text}`);
}

async function put(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers keep the clipboard from pages that come over the network without TLS.
    const area = el('textarea', { value: text, class: 'sr' });
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
