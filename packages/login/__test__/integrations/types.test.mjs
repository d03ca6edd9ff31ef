import { test } from 'node:test';
import { compile } from './support/typescript.mjs';

test('TypeScript takes right uses and refuses wrong ones', { timeout: 180_000 }, () => {
  compile('.', { files: ['types/usage.mts', 'types/usage.cts'], flags: '--noEmit' });
});

for (const major of ['11', '12']) {
  for (const type of ['module', 'commonjs']) {
    test(`and with NestJS ${major} in a package of type ${type}`, { timeout: 180_000 }, () => {
      compile(`nestjs-${major}`, { files: ['types/nestjs.ts'], type, flags: '--noEmit' });
    });
  }
}
