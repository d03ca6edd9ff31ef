// Runs all checks that a change must pass. Does all its own setup.

import { buildStandalone } from '../build/standalone.mjs';
import { fail, probe, report, run, runTool, step } from '../run.mjs';
import { buildAddons, checkTools, installPackages } from '../setup.mjs';

const began = Date.now();

await step('tools and packages', () => {
  checkTools();
  for (const component of ['fmt', 'clippy']) {
    if (!probe('cargo', [component, '--version'])) {
      fail(`cargo ${component} was not found. Install it: rustup component add rustfmt clippy`);
    }
  }
  installPackages();
});
await step('lint JavaScript', () => runTool(['biome', 'check', '--error-on-warnings', '.']));
await step('lint prose', () => run(process.execPath, ['tools/lint/prose.mjs']));
await step('lint Rust', () => {
  run('cargo', ['fmt', '--all', '--check']);
  const clippy = ['clippy', '--workspace', '--all-targets', '--locked', '--quiet'];
  run('cargo', [...clippy, '--', '-D', 'warnings']);
});
await step('Rust tests', () => run('cargo', ['test', '--workspace', '--locked', '--quiet']));
await step('wake-ups in every order', () => run('npm', ['run', '--silent', 'test:model']));
await step('build', () => buildAddons());
await step('build the emulator without Node', () => buildStandalone());
await step('JavaScript tests', () => run(process.execPath, ['tools/checks/test-javascript.mjs']));
await step('Parse Server adapter, on Parse Server 9 and 8', () =>
  run(process.execPath, ['packages/parse-server/scripts/test.mjs']),
);
await step('login kit', () => run(process.execPath, ['packages/login/scripts/test.mjs']));
await step('login kit, with the frameworks themselves', () =>
  run(process.execPath, ['packages/login/scripts/test-integrations.mjs']),
);

report();
console.log(`\nAll passed in ${Math.round((Date.now() - began) / 1000)} s.`);
