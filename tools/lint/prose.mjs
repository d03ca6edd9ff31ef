// Checks the prose of pages, comments and error messages:
// node tools/lint/prose.mjs [--write] [path …]
//
// prettier checks that Markdown is wrapped, and textlint that the English is plain. `--write` wraps
// the Markdown. Without paths, all files are checked.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runTool } from '../run.mjs';
import { lint } from './lint.mjs';

/** Pages, and sources with comments. */
const checked = /(\.(md|mjs|js|cjs|mts|ts|tsx|rs|yml|toml)|^\.ci\/run)$/;
/** Generated files. The prose of their generators is checked. */
const generated = /(^|\/)(native\.d\.ts|native\.js|RESULTS\.md)$/;

const write = process.argv.includes('--write');
const paths = process.argv.slice(2).filter((argument) => argument !== '--write');

const files = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard', '--', ...paths], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => checked.test(path) && !generated.test(path) && existsSync(join(root, path)));

const pages = files.filter((path) => path.endsWith('.md'));
if (pages.length > 0) {
  const mode = write ? '--write' : '--check';
  runTool(['prettier', mode, '--log-level=warn', '--config=tools/lint/prettier.json', ...pages]);
}

let faults = 0;
for (const path of files) {
  for (const { line, message } of await lint(path, readFileSync(join(root, path), 'utf8'))) {
    console.error(`${path}:${line}: ${message}`);
    faults += 1;
  }
}
console.log(`${files.length} files of prose, ${faults} faults.`);
process.exitCode = faults > 0 ? 1 : 0;
