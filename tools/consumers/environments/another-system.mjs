// Installs for another system, as for a Lambda or an image. Each manager must fetch only the
// package of that system.

import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject } from '../consumer.mjs';
import { install } from '../install.mjs';

const systems = [
  { os: 'linux', cpu: 'arm64', libc: 'glibc', target: 'linux-arm64-gnu' },
  { os: 'linux', cpu: 'x64', libc: 'musl', target: 'linux-x64-musl' },
  { os: 'win32', cpu: 'x64', target: 'win32-x64-msvc' },
];

export async function anotherSystem({ folder, registry }) {
  for (const system of systems) {
    for (const manager of ['npm', 'pnpm', 'yarn-4']) {
      const place = join(folder, `${manager}-${system.target}`);
      copyProject('login', place);
      if (manager === 'yarn-4') appendFileSync(join(place, '.yarnrc.yml'), supported(system));
      await install(place, registry, manager, manager === 'yarn-4' ? [] : flags(system));
      const found = platformPackages(place);
      assert.deepEqual(found, [`baxverify-${system.target}`], `${manager}, ${system.target}`);
    }
  }
  return systems.map(({ target }) => target).join(', ');
}

function flags({ os, cpu, libc }) {
  return [`--os=${os}`, `--cpu=${cpu}`, ...(libc ? [`--libc=${libc}`] : [])];
}

function supported({ os, cpu, libc }) {
  const settings = { os, cpu, ...(libc && { libc }) };
  const lines = Object.entries(settings).map(([name, value]) => `  ${name}: [${value}]`);
  return `supportedArchitectures:\n${lines.join('\n')}\n`;
}

/** pnpm keeps them in its store, under equivalent names. */
function platformPackages(place) {
  const scope = join(place, 'node_modules/@baxcloud');
  const store = join(place, 'node_modules/.pnpm');
  const names = existsSync(store)
    ? readdirSync(store).map((name) => /^@baxcloud\+(.+)@/.exec(name)?.[1])
    : readdirSync(scope);
  return names.filter((name) => name?.startsWith('baxverify-'));
}
