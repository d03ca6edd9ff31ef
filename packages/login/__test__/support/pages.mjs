// The README and the page about the login, as the tests read them.

import { readFileSync } from 'node:fs';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

export const readme = read('README.md');
export const page = read('../../docs/login.md');

/** `[name, code]` of the code blocks that the tests compile. */
export const snippets = [readme, page].flatMap((text) =>
  [...text.matchAll(/<!-- snippet: (\S+)[^>]*-->\n+```ts\n(.*?)^```$/gms)].map(([, name, code]) => [
    name,
    code,
  ]),
);

/** The text under a heading of the page, up to the next heading. */
export function sectionOf(text, heading) {
  const [, section] = new RegExp(`\\n#+ ${heading}\\n([\\s\\S]*?)(?=\\n#+ |$)`).exec(text);
  return section;
}

/** The rows of the tables in a section that begin with code: their cells, without the padding. */
export function rowsOf(section) {
  return [...section.matchAll(/^\| `.*\|$/gm)].map(([row]) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** What a cell has in backquotes. */
export const codeIn = (cell) => /^`([^`]*)`/.exec(cell)?.[1];
