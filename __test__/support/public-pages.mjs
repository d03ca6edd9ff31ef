// The pages and hover texts that users read.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { clientOf } from './client.mjs';
import { ROOT } from './process.mjs';

/** A file of the repository. */
export const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');
const PUBLIC = [
  'README.md',
  'AGENTS.md',
  'llms.txt',
  'CHANGELOG.md',
  'index.d.ts',
  'webhooks.d.ts',
  'packages/emulator/README.md',
  'packages/emulator/index.d.ts',
  'packages/login/README.md',
  'packages/parse-server/README.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => /\.md$/.test(name) && name !== 'performance.md')
    .map((name) => `docs/${name}`),
];
/** Comments without their frame, and no line breaks, so that a sentence is one text. */
export const pages = new Map(
  PUBLIC.map((file) => [
    file,
    read(file)
      .replace(/\n\s*\*(?!\*)\s?/g, '\n')
      .replace(/\s+/g, ' '),
  ]),
);

/** What the error of a client with these options expects, or undefined if there is none. */
export const creationOf = (options) => {
  try {
    return clientOf('http://127.0.0.1:1/v1', options) && undefined;
  } catch ({ details }) {
    return details.expected;
  }
};
