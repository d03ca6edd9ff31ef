// The choices of the user of this browser. They last as long as the page if the browser blocks
// storage.

const PREFIX = 'baxverify-emulator.';
const chosen = new Map();

/** Returns a choice, or an empty string. */
export function preference(name) {
  if (chosen.has(name)) return chosen.get(name);
  try {
    return localStorage.getItem(PREFIX + name) ?? '';
  } catch {
    return '';
  }
}

export function setPreference(name, value) {
  chosen.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // The browser blocks storage, or it is full.
  }
}
