// The package.json files that are published: they differ from those of the repository.

import { parseTriple } from '@napi-rs/cli';

/** @returns {{ target: string, file: string, manifest: object }[]} the packages that hold binaries, one a platform */
export function platformPackages(manifest) {
  return manifest.napi.targets.map((triple) => {
    const { platformArchABI: target, platform, arch, abi } = parseTriple(triple);
    const file = `${manifest.napi.binaryName}.${target}.node`;
    const libc = { gnu: 'glibc', musl: 'musl' }[abi];
    const { version, license, author, repository, engines } = manifest;
    return {
      target,
      file,
      manifest: {
        name: `${manifest.napi.packageName}-${target}`,
        version,
        description: `The binary of ${manifest.name} for ${target}.`,
        license,
        author,
        repository,
        engines,
        os: [platform],
        cpu: [arch],
        ...(platform === 'linux' && { libc: [libc] }),
        main: file,
        files: [file],
      },
    };
  });
}

/**
 * Without what serves development alone, and with the platform packages if the package has a binary. In the
 * repository all are private, so that nobody publishes a folder as it is: without binaries for other systems.
 */
export function publishedManifest(manifest) {
  const { scripts, devDependencies, workspaces, config, private: _, napi, ...published } = manifest;
  if (!napi) return published;
  const own = platformPackages(manifest).map(({ manifest: { name, version } }) => [name, version]);
  return { ...published, optionalDependencies: Object.fromEntries(own) };
}
