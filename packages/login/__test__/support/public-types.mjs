import { readFileSync } from 'node:fs';

/** The text of the types of the package's main entry. */
export const publicTypes = () =>
  ['index.d.ts', 'lib/guard/types.d.ts', 'lib/login/types.d.ts', 'lib/handlers/types.d.ts']
    .map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))
    .join('\n');
