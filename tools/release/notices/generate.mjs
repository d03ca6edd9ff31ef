// Writes the licences of all crates in each published binary. cargo-about finds most texts. The
// others are found by the code below.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cargoTool, path } from '../../cargo-tools.mjs';
import { binaries } from '../../packages.mjs';
import { fail, root, run } from '../../run.mjs';
import { cratesOf, noticesFile } from './crates.mjs';
import { copyrightLines, licenceFiles } from './sources.mjs';
import { standardLibrary } from './standard-library.mjs';

/** Third-party code in crates that their licence files do not mention. */
const EXTRA_NOTICES = {
  'libsqlite3-sys':
    'It contains SQLite, which its authors put into the public domain: https://sqlite.org/copyright.html',
};
const SOURCE_FILE = /\.(rs|c|h|inl|pl|S)$/;

cargoTool('cargo-about', '0.9.3', ['--features', 'cli']);
run('cargo', ['fetch', '--locked', '--quiet']);
const folder = mkdtempSync(join(tmpdir(), 'baxverify-notices-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const binary of binaries()) {
  console.log(`collecting the licences of ${binary.crate}`);
  writeFileSync(noticesFile(binary.crate), notices(binary));
}

function notices(binary) {
  const expected = cratesOf(binary.crate);
  const packages = new Map();
  const texts = new Map();
  const add = (text, crate) => {
    const key = tidy(text);
    texts.set(key, (texts.get(key) ?? new Set()).add(crate));
  };
  for (const { id, text, source_path: source, used_by: users } of about(binary)) {
    for (const { crate } of users) {
      const label = `${crate.name} ${crate.version}`;
      if (!expected.includes(label)) continue;
      packages.set(label, crate);
      for (const own of textsFor(id, text, source, crate)) add(own, label);
    }
  }
  const missing = expected.filter((label) => !packages.has(label));
  if (missing.length > 0) fail(`cargo-about has no licence of ${missing.join(', ')}.`);
  for (const { label, text } of standardLibrary()) add(text, label);
  return [
    `Third-party notices for the binaries of ${binary.title}\n`,
    'They contain code of the crates below, and of the Rust standard library. Where authors offer a choice of',
    'licences, the texts that follow are those of the chosen one.\n',
    ...expected.map((label) => line(label, packages.get(label))),
    ...[...texts].map(([text, users]) => section(text, [...users])),
  ].join('\n');
}

/** The results of cargo-about: licence texts, each with its crates. */
function about({ crateFolder }) {
  const file = join(folder, 'about.json');
  const config = join(root, 'tools/release/notices/about.toml');
  const manifest = join(root, crateFolder, 'Cargo.toml');
  const quiet = ['--locked', '--offline', '--fail', '--format', 'json', '--output-file', file];
  run('cargo', ['about', 'generate', '--config', config, '--manifest-path', manifest, ...quiet], {
    env: { PATH: path },
  });
  return JSON.parse(readFileSync(file, 'utf8')).licenses;
}

function textsFor(id, text, source, crate) {
  const place = dirname(crate.manifest_path);
  // Several licences for several files, as in ring: the licence files, and the copyright lines in
  // the sources.
  if (source && SOURCE_FILE.test(source)) {
    return [...licenceFiles(place), copyrightLines(place)];
  }
  if (source) return [text];
  // The file of this licence with another spelling, or the only licence file.
  const word = id.toLowerCase().split('-')[0];
  const own = licenceFiles(place, (file) => file.toLowerCase().includes(word));
  if (own.length > 0) return own;
  const others = licenceFiles(place);
  return others.length > 0 ? others : [withAuthors(text, crate)];
}

/** The crate names its licence but does not contain its text. */
function withAuthors(text, { name, authors }) {
  const names = authors.map((author) => author.replace(/ *<.*>/, ''));
  const holders = names.length > 0 ? names.join(', ') : `the authors of ${name}`;
  return text.replace(/<year> <(copyright holders|owner)>/, holders);
}

function line(label, { name, license, repository }) {
  const extra = EXTRA_NOTICES[name] ? `\n  ${EXTRA_NOTICES[name]}` : '';
  return `- ${label}: ${license}${repository ? `, ${repository}` : ''}${extra}`;
}

function section(text, users) {
  return `\n${'-'.repeat(80)}\nFor ${users.sort().join(', ')}:\n\n${text}`;
}

function tidy(text) {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  return `${lines
    .map((each) => each.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')}\n`;
}
