import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with the Parse Server to test on. */
export const serverFolder = variable('BAXVERIFY_TEST_SERVER');
export const postgresUrl = variable('BAXVERIFY_TEST_POSTGRES');

/** Loads what an app in that folder would get. */
export const requireThere = createRequire(join(serverFolder, 'app.js'));

export const requirePostgres = createRequire(
  fileURLToPath(new URL('../servers/postgres/package.json', import.meta.url)),
);

export const parseServerMajor = Number(
  requireThere('parse-server/package.json').version.split('.')[0],
);

function variable(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run "npm test" in packages/parse-server.`);
  return value;
}
