// The licences of the Rust standard library and of its crates, from a file of rustc.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { probe } from '../../run.mjs';

const LABEL = 'the Rust standard library';

/** @returns {{ label: string, text: string }[]} */
export function standardLibrary() {
  const folder = join(probe('rustc', ['--print', 'sysroot']), 'share/doc/rust');
  const page = readFileSync(join(folder, 'COPYRIGHT-library.html'), 'utf8');
  const [introduction, ...crates] = page.split(/<h3>📦 /);
  return [
    { label: LABEL, text: plain(introduction.replace(/^.*<h2[^>]*>\s*(?=In-tree)/s, '')) },
    ...['MIT', 'Unicode-3.0'].map((id) => ({
      label: LABEL,
      text: readFileSync(join(folder, 'licenses', `${id}.txt`), 'utf8').replace(
        '<year> <copyright holders>',
        'The Rust Project Developers',
      ),
    })),
    ...crates.flatMap(textsOf),
  ];
}

/**
 * Without the texts of Apache-2.0, because these crates also have another licence, which is used.
 */
function textsOf(section) {
  const [, name] = /^(\S+?)<\/h3>/.exec(section);
  const notices = section.matchAll(/<code>([^<]+)<\/code><\/summary>\s*<pre>\n?(.*?)<\/pre>/gs);
  return [...notices]
    .filter(([, file]) => !/apache/i.test(file))
    .map(([, , text]) => ({ label: `${name} (in ${LABEL})`, text: plain(text) }));
}

function plain(html) {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/^[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n');
}
