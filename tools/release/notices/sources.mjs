// Reads the licences in the folder of a crate.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** @returns {string[]} the texts of all files whose names say that they are licences or notices */
export function licenceFiles(folder, wanted = () => true) {
  return files(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(basename(file)))
    .filter((file) => wanted(basename(file)))
    .map((file) => readFileSync(file, 'utf8'));
}

/** @returns {string} the distinct copyright lines of a crate's source files */
export function copyrightLines(folder) {
  const found = files(folder)
    .filter((file) => /\.(rs|c|h|inl|pl|S)$/.test(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .map((line) => /copyright (?:\(c\) )?(?:19|20)\d\d.*/i.exec(line)?.[0])
    .filter(Boolean)
    .map((line) => line.replace(/\s*\*\/$/, '').trim());
  return [...new Set(found)].sort().join('\n');
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
