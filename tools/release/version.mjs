// npm runs this in `npm version 1.2.3`, after it has set the version in the root's package.json and
// before it commits. It sets the version everywhere else, and adds the heading to the changelog.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldersWith } from '../npm-folders.mjs';
import { manifestOf, packages } from '../packages.mjs';
import { fail, root, run } from '../run.mjs';

const names = packages.map((each) => manifestOf(each).name);
const { version } = manifestOf(packages[0]);
const { version: old } = manifestOf(packages[1]);
const changed = [];

for (const { folder } of packages.slice(1)) {
  edit(`${folder}/package.json`, (text) =>
    once(text, `  "version": "${old}",`, `  "version": "${version}",`),
  );
}
// In the adapter, the examples and the projects of the consumers.
for (const folder of foldersWith('package.json')) edit(join(folder, 'package.json'), withRanges);
edit('package-lock.json', withLockedWorkspaces);
edit('Cargo.toml', (text) => once(text, `\nversion = "${old}"\n`, `\nversion = "${version}"\n`));
edit('Cargo.lock', withLockedCrates);
edit('docs/openapi.json', (text) =>
  once(text, `    "version": "${old}"\n`, `    "version": "${version}"\n`),
);
edit('CHANGELOG.md', (text) => {
  const today = new Date().toISOString().slice(0, 10);
  return once(text, '\n## Unreleased\n', `\n## Unreleased\n\n## ${version} - ${today}\n`);
});
run('git', ['add', ...changed]);
console.log(`from ${old} to ${version}: ${changed.join(', ')}`);

function edit(file, change) {
  const before = readFileSync(join(root, file), 'utf8');
  const after = change(before);
  if (after === before) return;
  writeFileSync(join(root, file), after);
  if (!changed.includes(file)) changed.push(file);
}

function once(text, from, to) {
  if (text.split(from).length !== 2) fail(`Expected exactly one ${JSON.stringify(from)}.`);
  return text.replace(from, to);
}

function withRanges(text) {
  return names.reduce(
    (all, name) => all.replaceAll(`"${name}": "^${old}"`, `"${name}": "^${version}"`),
    text,
  );
}

/** npm itself sets only the version of the root there, not those of the workspaces. */
function withLockedWorkspaces(text) {
  const lock = JSON.parse(text);
  for (const { folder } of packages) {
    const entry = lock.packages[folder];
    if (entry) entry.version = version;
  }
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** The crates of this repository are those without a source. */
function withLockedCrates(text) {
  return text
    .split('\n\n')
    .map((entry) =>
      entry.includes('\nsource = ')
        ? entry
        : entry.replace(`\nversion = "${old}"`, `\nversion = "${version}"`),
    )
    .join('\n\n');
}
