// Who the packages are tried by. Each is a project of `projects/`, or a function of `environments/`.

import { anotherSystem } from './environments/another-system.mjs';
import { lambda } from './environments/lambda.mjs';
import { omitOptional, otherPlatform } from './environments/missing-binary.mjs';
import { slim } from './environments/slim.mjs';
import { traced } from './environments/traced.mjs';

const nodes = ['18', '20', '22', '24', '26'];
const managers = ['pnpm', 'yarn-1', 'yarn-4', 'yarn-4-pnp'];

/** Those that take long come first, so that none of them runs alone at the end. */
export const consumers = [
  { name: 'jest' },
  { name: 'typescript-5', project: 'typescript' },
  { name: 'typescript-newest', project: 'typescript', versions: { typescript: 'latest' } },
  { name: 'bundlers' },
  { name: 'vitest' },
  { name: 'ava' },
  { name: 'parse-adapter' },
  ...nodes.map((node) => ({ name: `node-${node}`, project: 'node', node })),
  ...managers.map((manager) => ({ name: manager, project: 'node', manager })),
  { name: 'bun', manager: 'bun' },
  { name: 'deno', manager: 'deno' },
  { name: 'omit-optional', run: omitOptional },
  { name: 'other-platform', run: otherPlatform },
  { name: 'another-system', run: anotherSystem },
  { name: 'traced', run: traced },
  { name: 'lambda', run: lambda },
  { name: 'slim', run: slim },
];

export const leftOut = [
  'musl (Alpine): npm has no Node.js that runs there; __test__/loader.test.mjs covers the choice of its package',
  'other systems than this one: run this command there',
];
