import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { minify } from 'terser';

/**
 * Minifies each file of JavaScript in a folder by itself, so that files, exports and stacks keep
 * their names. Comments and blanks go, and local names become short. Classes and what the package
 * exports keep their names.
 */
export async function minifyFolder(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\.m?js$/.test(file));
  const reserved = files
    .filter(isEntry)
    .flatMap((file) => namesIn(readFileSync(join(folder, file), 'utf8')));
  const isPublic = new RegExp(`^(?:${reserved.join('|')})$`);
  for (const file of files) {
    const path = join(folder, file);
    const text = withoutIndents(file, readFileSync(path, 'utf8'));
    const { code } = await minify(text, {
      module: file.endsWith('.mjs'),
      // A browser's script shares its names with others on the page.
      toplevel: !file.startsWith(`page${sep}`),
      ecma: 2020,
      keep_classnames: true,
      keep_fnames: isPublic,
      // Node finds the names that `import` takes of an entry only if its last line lists them.
      ...(isEntry(file)
        ? { compress: false, mangle: false }
        : { compress: { passes: 2 }, mangle: { reserved } }),
    });
    writeFileSync(path, `${code}\n`);
  }
}

/** What an entry exports by `export { … }` or `module.exports = { … }`. */
function namesIn(text) {
  const lists = text.matchAll(/(?:export|module\.exports =) \{([^}]*)\}/g);
  return [...lists].flatMap(([, list]) => list.match(/\w+/g) ?? []);
}

const isEntry = (file) => !file.includes(sep);

/** The texts of these files are Lua, where blanks at the start of a line mean nothing. */
function withoutIndents(file, text) {
  return file.split(sep).includes('lua') ? text.replace(/\n\s+/g, '\n') : text;
}
