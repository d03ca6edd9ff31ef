// Apps with NestJS 11, which is CommonJS, and 12, which has ES modules only.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
// The compiler of the repository, and not one that some library brings.
const here = createRequire(new URL('../../../../../package.json', import.meta.url));
const nodeTypes = join(here.resolve('@types/node/package.json'), '..', '..');

/** The libraries of a folder, and this package as an app there finds it. */
export async function librariesOf(major) {
  const { resolve } = createRequire(path(`../nestjs-${major}/package.json`));
  const load = (file) => import(pathToFileURL(file));
  const face = resolve('@baxcloud/baxverify-login/nestjs');
  return {
    nest: await load(resolve('@nestjs/common')),
    core: await load(resolve('@nestjs/core')),
    adapters: {
      express: (await load(resolve('@nestjs/platform-express'))).ExpressAdapter,
      fastify: (await load(resolve('@nestjs/platform-fastify'))).FastifyAdapter,
    },
    kit: await load(face.replace(/\.js$/, '.mjs')),
    required: createRequire(face)(face),
    login: createRequire(face)('./index.js'),
  };
}

const compiled = new Map();

/** Compiles the README's files beside the libraries of a folder, once. @returns its module */
export function compileReadme(major, type) {
  const key = `${major} ${type}`;
  if (!compiled.has(key)) compiled.set(key, compileIn(major, type));
  return compiled.get(key);
}

function compileIn(major, type) {
  const place = path(`../nestjs-${major}/node_modules/.readme-${type}`);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ type }));
  const files = ['login.ts', 'settings.ts'].map((name) => {
    copyFileSync(path(`../snippets/nestjs/${name}`), join(place, name));
    return join(place, name);
  });
  const flags =
    '--strict --module nodenext --target es2022 --experimentalDecorators --emitDecoratorMetadata --types node --typeRoots';
  const tsc = here.resolve('typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [
      tsc,
      ...flags.split(' '),
      nodeTypes,
      '--skipLibCheck',
      ...files,
    ]);
  } catch (error) {
    throw new Error(`TypeScript: ${error.stdout ?? error}`);
  }
  return import(pathToFileURL(join(place, 'login.js')));
}
