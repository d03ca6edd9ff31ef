// A registry on this machine that holds the packed tarballs, and hands on requests for all other packages.

import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inParallel } from './parallel.mjs';
import { cleanEnvironment, run } from './process.mjs';

const START_LIMIT = 60_000;

/** @returns {Promise<{ url: string, env: (added?: object) => NodeJS.ProcessEnv, stop: () => void }>} */
export async function startRegistry(folder, tarballs) {
  mkdirSync(folder);
  const { stdout } = await run('npm', ['config', 'get', 'registry']);
  const { port, stop } = await startVerdaccio(folder, stdout.trim());
  const url = `http://127.0.0.1:${port}/`;
  const userconfig = join(folder, 'npmrc');
  // Anyone may publish there, but npm wants to see a token.
  writeFileSync(userconfig, `registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\n`);
  const registry = { url, env: (added) => environment({ url, userconfig, folder }, added), stop };
  try {
    await inParallel(4, tarballs, (tarball) =>
      run('npm', ['publish', tarball, '--ignore-scripts', '--loglevel=error'], {
        cwd: folder,
        env: registry.env(),
      }),
    );
  } catch (error) {
    stop();
    throw error;
  }
  return registry;
}

async function startVerdaccio(folder, uplink) {
  const configPath = join(folder, 'config.yaml');
  const child = fork(new URL('./verdaccio.mjs', import.meta.url), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      log += text;
    });
  }
  const stop = () => child.kill('SIGKILL');
  child.send({
    configPath,
    self_path: configPath,
    storage: join(folder, 'storage'),
    uplinks: { outside: { url: uplink, timeout: '60s', maxage: '30m' } },
    packages: {
      // Never from outside: what is tested is what was packed here.
      '@baxcloud/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'outside' },
    },
    log: { type: 'stdout', format: 'pretty', level: 'error' },
  });
  const port = await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`Verdaccio did not start.\n${log}`)),
      START_LIMIT,
    );
    child.once('message', (message) => resolve(message.port));
    child.once('exit', (code) => reject(new Error(`Verdaccio ended with ${code}.\n${log}`)));
    child.once('message', () => clearTimeout(timer));
    child.once('exit', () => clearTimeout(timer));
  }).catch((error) => {
    stop();
    throw error;
  });
  child.unref();
  child.channel.unref();
  for (const stream of [child.stdout, child.stderr]) stream.unref();
  return { port, stop };
}

/** For each package manager its own name for the registry, and caches of its own where they go by version alone. */
function environment({ url, userconfig, folder }, added) {
  return cleanEnvironment({
    npm_config_userconfig: userconfig,
    npm_config_registry: url,
    // Deno reads it in capitals alone.
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
