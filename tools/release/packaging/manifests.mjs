// Creates the published package.json files, which differ from those in the repository.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NapiCli } from '@napi-rs/cli';
import { NOTICES } from '../notices/crates.mjs';

/**
 * Creates the platform packages, each in its own folder with README and package.json, without the
 * binary and the licences of its crates.
 *
 * @param {object} manifest of the package that asks for them
 * @param {string} stage an empty folder
 * @returns {Promise<{ folder: string, file: string, manifest: object }[]>} `file` is the binary's
 * name
 */
export async function platformPackages(manifest, stage) {
  const { name, version, license, author, repository, engines, napi } = manifest;
  const description = `The binary of ${name} for one platform. npm installs it with that package.`;
  const base = { name, version, description, license, author, repository, engines, napi };
  writeFileSync(join(stage, 'package.json'), JSON.stringify(base));
  await new NapiCli().createNpmDirs({ cwd: stage });
  return readdirSync(join(stage, 'npm')).map((target) => {
    const folder = join(stage, 'npm', target);
    const place = join(folder, 'package.json');
    const own = JSON.parse(readFileSync(place, 'utf8'));
    own.files.push(NOTICES);
    writeFileSync(place, `${JSON.stringify(own, null, 2)}\n`);
    return { folder, file: own.main, manifest: own };
  });
}

/**
 * Removes what only development needs, and adds the platform packages if the package has a binary.
 * In the repository, all packages are private, so that nobody publishes a folder without the
 * binaries of other systems.
 */
export function publishedManifest(manifest, platforms = []) {
  const {
    scripts,
    devDependencies,
    workspaces,
    config,
    private: _,
    napi,
    files,
    ...published
  } = manifest;
  const own = platforms.map(({ manifest: { name, version } }) => [name, version]);
  return {
    ...published,
    files: files.filter((pattern) => pattern !== '*.node'),
    ...(own.length > 0 && { optionalDependencies: Object.fromEntries(own) }),
  };
}
