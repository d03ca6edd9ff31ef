// The import library of node.exe, which the GNU linker needs to link an addon for Windows.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { path } from '../cargo-tools.mjs';
import { run } from '../consumers/process.mjs';

/**
 * Writes it for the functions of Node-API.
 *
 * @returns {Promise<string>} its folder, as napi-build expects it in `LIBNODE_PATH`
 */
export async function importLibrary(nodeExe, folder) {
  mkdirSync(folder, { recursive: true });
  const { stdout } = await run('objdump', ['-p', nodeExe]);
  const names = new Set(stdout.match(/(?<= )napi_\w+$/gm));
  const definitions = join(folder, 'node.def');
  writeFileSync(definitions, ['LIBRARY node.exe', 'EXPORTS', ...names, ''].join('\n'));
  const library = join(folder, 'libnode.a');
  const options = ['-m', 'i386:x86-64', '-d', definitions, '-l', library];
  await run('python-zig', ['dlltool', ...options], { env: { ...process.env, PATH: path } });
  // napi-build only checks that it exists. zig's linker takes the import library.
  writeFileSync(join(folder, 'libnode.dll'), '');
  return folder;
}
