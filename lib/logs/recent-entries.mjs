import { own } from '../own.mjs';

const CAPACITY = 10_000;
/** UTF-16 code units of an id, and of each field that can take its place. */
const LONGEST = 256;

/** The entries that an iteration returned last, by their ids. */
export class RecentEntries {
  /** The place of each entry in the order of the iteration. A Map keeps the order of insertion. */
  #places = new Map();
  #capacity = CAPACITY;
  #count = 0;

  has(key) {
    return this.#places.has(key);
  }

  /**
   * Adds the entries of a page.
   *
   * @param {{ key: string, entry: object }[]} items
   * @returns the new ones
   */
  addAll(items) {
    // Otherwise a large page that is repeated would look new.
    this.#capacity = Math.max(this.#capacity, 2 * items.length);
    return items.filter(({ key }) => this.#add(key));
  }

  /** How many entries were added. */
  get count() {
    return this.#count;
  }

  /** The place of a known entry among all that were added. */
  placeOf(key) {
    return this.#places.get(key);
  }

  #add(key) {
    if (this.#places.has(key)) return false;
    this.#places.set(key, this.#count);
    this.#count += 1;
    if (this.#places.size > this.#capacity) {
      this.#places.delete(this.#places.keys().next().value);
    }
    return true;
  }
}

/**
 * What identifies an entry: its id, or the fields that never change.
 *
 * @param {object} entry
 * @returns {string | undefined} undefined if the entry has neither
 */
export function keyOf(entry) {
  const id = own(entry, 'id');
  if (Number.isFinite(id) || isText(id)) return `id ${id}`;
  const fields = ['createdAt', 'phone', 'purpose'].map((name) => own(entry, name));
  if (!isText(fields[0])) return undefined;
  return fields.map((field) => (isText(field) ? field : '')).join('\n');
}

function isText(value) {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST;
}
