// Creates elements. All text becomes text nodes, so the content of messages is never interpreted
// as HTML.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = (id) => document.getElementById(id);

export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Returns text that only screen readers get. */
export const hiddenText = (text) => el('span', { class: 'sr' }, text);

/** The children that exist: nested lists are flat, and missing values are left out. */
export const present = (children) =>
  children.flat(2).filter((child) => child !== undefined && child !== null && child !== false);

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'selected') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...present(children));
  return element;
}
