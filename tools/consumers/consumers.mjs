// The list of consumers. Each is a project of `projects/` or a function of `environments/`.

import { anotherSystem } from './environments/another-system.mjs';
import { bunBuild, denoFetch } from './environments/bun-build.mjs';
import { lambda, whyNoLambda } from './environments/lambda.mjs';
import { omitOptional, otherPlatform, whyNoOtherPlatform } from './environments/missing-binary.mjs';
import { slim, whyNotSlim } from './environments/slim.mjs';
import { traced } from './environments/traced.mjs';

const nodes = ['18', '20', '22', '24', '26'];
const managers = ['pnpm', 'yarn-1', 'yarn-4', 'yarn-4-pnp'];

/** Slow consumers come first, so that none of them runs last without another. */
export const consumers = [
  { name: 'jest' },
  { name: 'typescript-5', project: 'typescript' },
  { name: 'typescript-newest', project: 'typescript', versions: { typescript: 'latest' } },
  { name: 'bundlers' },
  { name: 'sveltekit' },
  { name: 'nitro' },
  // It is built for Bun too, and needs Node.js 22.
  { name: 'nuxt', manager: 'bun', node: '22' },
  { name: 'react-router' },
  { name: 'parcel' },
  { name: 'edge' },
  { name: 'vitest' },
  { name: 'ava' },
  { name: 'parse-adapter' },
  { name: 'webhooks' },
  { name: 'webhooks-next' },
  ...nodes.map((node) => ({ name: `node-${node}`, project: 'node', node })),
  ...managers.map((manager) => ({ name: manager, project: 'node', manager })),
  { name: 'bun', manager: 'bun' },
  { name: 'deno', manager: 'deno' },
  { name: 'bun-build', manager: 'bun', run: bunBuild },
  { name: 'deno-fetch', manager: 'deno', run: denoFetch },
  { name: 'omit-optional', run: omitOptional },
  { name: 'other-platform', run: otherPlatform, skip: whyNoOtherPlatform },
  { name: 'another-system', run: anotherSystem },
  { name: 'traced', run: traced },
  { name: 'lambda', run: lambda, skip: whyNoLambda },
  { name: 'slim', run: slim, skip: whyNotSlim },
];

/** Those that install hundreds of megabytes. They run only if they are named. */
export const onDemand = [
  { name: 'aws-cdk' },
  // Its packer needs Node.js 22.
  { name: 'netlify', node: '22' },
];

/** What no run on this machine covers, and why. */
export const leftOut = [
  {
    name: 'musl (Alpine)',
    skip: 'npm run test:platforms runs the SDK there; __test__/loader.test.mjs covers the choice of its package',
  },
  { name: 'other systems than this one', skip: 'run this command there' },
];
