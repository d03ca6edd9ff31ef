// Bundles and minifies the files of a package.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rollup } from 'rollup';
import { minify } from 'terser';
import { commonJs } from './common-js.mjs';

/**
 * Bundles the CommonJS of `lib/` into few files, and minifies everything. A process reads one file
 * faster than dozens, and names within a file become short. Classes, and what the package exports,
 * keep their names. The files outside of `lib/` stay, and so do those of `lib/` that they require.
 *
 * @param {string} folder the package, whose files are replaced
 * @param {(file: string) => string | undefined} chunkOf the file of `lib/` that holds a module
 *   afterwards, without its ending; `undefined` for where it is used
 */
export async function bundleFolder(folder, chunkOf) {
  const files = readdirSync(folder, { recursive: true }).map((file) => file.replaceAll('\\', '/'));
  const text = (file) => readFileSync(join(folder, file), 'utf8');
  const entries = files.filter((file) => /^(?:bin\/)?[^/]+\.m?js$/.test(file));
  const code = entries.map(text).join('\n');
  const chunks = await chunksOf(folder, requiredBy(code), chunkOf);
  for (const file of files) if (/^lib\/.*\.js$/.test(file)) rmSync(join(folder, file));
  const reserved = namesIn(code);
  for (const { fileName, code: bundled } of chunks) {
    await write(fileName, bundled, {
      compress: { ecma: 2020, passes: 3, pure_getters: true, unsafe_arrows: true },
      mangle: { reserved },
    });
  }
  // Node finds the names that `import` takes of an entry only if its last line lists them.
  for (const file of entries) await write(file, text(file), { compress: false, mangle: false });
  for (const file of files) {
    // A script of a page shares its names with others there.
    if (/^page\/.*\.js$/.test(file)) await write(file, text(file), { toplevel: false });
    else if (/^page\/.*\./.test(file)) rewrite(file, withoutIndents);
    else if (/\.d\.m?ts$/.test(file)) rewrite(file, withShortComments);
  }

  function rewrite(file, change) {
    writeFileSync(join(folder, file), change(text(file)));
  }

  async function write(file, source, options) {
    const isPublic = new RegExp(`^(?:${reserved.join('|')})$`);
    const { code: small } = await minify(source, {
      ecma: 2020,
      module: file.endsWith('.mjs'),
      toplevel: true,
      keep_classnames: true,
      keep_fnames: isPublic,
      // Node.js prints the whole line of an error that nobody catches.
      format: { max_line_len: 120 },
      ...options,
    });
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${small}\n`);
  }
}

/** The modules of `lib/` that some code requires. */
function requiredBy(code) {
  return [...new Set([...code.matchAll(/'\.{1,2}\/(lib\/[^']+)'/g)].map(([, file]) => file))];
}

/** What code exports by `export { … }` or `module.exports = { … }`. */
function namesIn(code) {
  const lists = code.matchAll(/(?:export|export const|module\.exports =) \{([^}]*)\}/g);
  return [...new Set([...lists].flatMap(([, list]) => list.match(/\w+/g) ?? []))];
}

async function chunksOf(folder, files, chunkOf) {
  const nameOf = (file) => file.slice(0, -'.js'.length);
  const bundle = await rollup({
    input: Object.fromEntries(files.map((file) => [nameOf(file), join(folder, file)])),
    external: (id) => !id.startsWith('.') && !id.startsWith(folder),
    plugins: [commonJs(folder)],
    preserveEntrySignatures: 'allow-extension',
    // No module does anything but define what it exports.
    treeshake: { moduleSideEffects: false },
    onwarn({ message }) {
      throw new Error(message);
    },
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    esModule: false,
    exports: 'named',
    externalLiveBindings: false,
    freeze: false,
    generatedCode: { preset: 'es2015', symbols: false },
    interop: 'default',
    minifyInternalExports: true,
    strict: true,
    manualChunks: (id) => chunkOf(id.slice(folder.length + 1).replaceAll('\\', '/')),
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
  });
  await bundle.close();
  return output;
}

function withoutIndents(text) {
  return text.replace(/^\s+/gm, '');
}

/** Types keep their descriptions, each in one line, and nothing that is for this repository. */
function withShortComments(text) {
  const inOneLine = (comment) =>
    `/** ${comment
      .slice('/**'.length, -'*/'.length)
      .replace(/\s*\n\s*\*?\s*/g, ' ')
      .trim()} */`;
  return withoutIndents(text.replace(/^\s*\/\/.*\n/gm, '').replace(/\/\*\*.*?\*\//gs, inOneLine));
}
