import { after } from 'node:test';

/**
 * Collects the cleanups of fixtures for a whole suite. They run in reverse order, because later
 * fixtures use earlier ones. Call it inside `describe`.
 */
export function suite() {
  const cleanups = [];
  after(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });
  return { after: (cleanup) => cleanups.push(cleanup) };
}

let phones = 0;

/** A phone that no other test uses. */
export function newPhone() {
  phones += 1;
  return `+43664${1_000_000 + phones}`;
}
