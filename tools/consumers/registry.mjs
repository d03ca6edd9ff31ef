// A local registry that serves the packed tarballs, and forwards requests for all other packages.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { cleanEnvironment, run, track } from './process.mjs';

const START_LIMIT = 60_000;

/**
 * It ends with this process.
 *
 * @returns {Promise<{ url: string, env: (added?: object) => NodeJS.ProcessEnv }>}
 */
export async function startRegistry(folder, tarballs) {
  mkdirSync(folder);
  const { stdout } = await run('npm', ['config', 'get', 'registry']);
  const port = await startVerdaccio(folder, stdout.trim());
  const url = `http://127.0.0.1:${port}/`;
  const userconfig = join(folder, 'npmrc');
  // Anybody may publish there, but npm requires a token.
  writeFileSync(userconfig, `registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\n`);
  const env = (added) => environment({ url, userconfig, folder }, added);
  const publish = (tarball) =>
    run('npm', ['publish', tarball, '--ignore-scripts', '--loglevel=error'], {
      cwd: folder,
      env: env(),
    });
  await Readable.from(tarballs).forEach(publish, { concurrency: 4 });
  return { url, env };
}

/** @returns {Promise<number>} its port */
async function startVerdaccio(folder, uplink) {
  const configPath = join(folder, 'config.yaml');
  const child = track(
    fork(new URL('./verdaccio.mjs', import.meta.url), {
      // Without the flags of the tests.
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    }),
  );
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      log += text;
    });
  }
  child.send({
    configPath,
    self_path: configPath,
    storage: join(folder, 'storage'),
    uplinks: { outside: { url: uplink, timeout: '60s', maxage: '30m' } },
    packages: {
      // Never from another registry, because the packed tarballs are tested.
      '@baxcloud/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'outside' },
    },
    log: { type: 'stdout', format: 'pretty', level: 'error' },
  });
  const signal = AbortSignal.timeout(START_LIMIT);
  const [message] = await Promise.race([
    once(child, 'message', { signal }),
    once(child, 'exit', { signal }),
  ]).catch(() => []);
  if (!message?.port) throw new Error(`Verdaccio did not start.\n${log}`);
  child.unref();
  child.channel.unref();
  for (const stream of [child.stdout, child.stderr]) stream.unref();
  return message.port;
}

/**
 * The registry setting of each package manager. Managers that cache only by version get separate
 * caches.
 */
function environment({ url, userconfig, folder }, added) {
  return cleanEnvironment({
    npm_config_userconfig: userconfig,
    npm_config_registry: url,
    // Deno only reads it in upper case.
    NPM_CONFIG_REGISTRY: url,
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
    YARN_REGISTRY: url,
    YARN_CACHE_FOLDER: join(folder, 'yarn'),
    YARN_GLOBAL_FOLDER: join(folder, 'yarn-4'),
    YARN_NPM_REGISTRY_SERVER: url,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_ENABLE_TELEMETRY: 'false',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_GLOBAL_CACHE: 'false',
    BUN_INSTALL_CACHE_DIR: join(folder, 'bun'),
    DENO_DIR: join(folder, 'deno'),
    XDG_CACHE_HOME: join(folder, 'pnpm'),
    ...added,
  });
}
