import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with the Parse Server to test on. */
export const serverFolder = variable('BAXVERIFY_TEST_SERVER');
/** The address of a database server, without the name of a database. */
export const databaseServer = variable('BAXVERIFY_TEST_DATABASE');

/** Loads a module as an app in that folder would. */
export const requireThere = createRequire(join(serverFolder, 'app.js'));

/** Loads a module that Parse Server itself uses, from any place where npm installed it. */
export const requireOfParseServer = createRequire(requireThere.resolve('parse-server'));

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
