// Apps with NestJS 11, which is CommonJS, and 12, which has ES modules only.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compile } from './typescript.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
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

/** Compiles the documented files next to the libraries of a folder, once. @returns its module */
export function compileReadme(major, type) {
  const key = `${major} ${type}`;
  if (!compiled.has(key)) compiled.set(key, compileIn(major, type));
  return compiled.get(key);
}

function compileIn(major, type) {
  const place = compile(`nestjs-${major}`, {
    files: ['snippets/nestjs/login.ts', 'snippets/nestjs/settings.ts'],
    flags: '--experimentalDecorators --emitDecoratorMetadata',
    type,
  });
  return import(pathToFileURL(join(place, 'login.js')));
}
