// Audits the published packages: licences, sources, bans and known vulnerabilities of the crates
// and of the npm packages in an installation.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cargoTool, path } from '../cargo-tools.mjs';
import { root, run } from '../run.mjs';

const { values: options } = parseArgs({
  options: {
    /** Skips known vulnerabilities, because their lists must be downloaded. */
    offline: { type: 'boolean', default: false },
    /** A folder with packed tarballs. */
    packed: { type: 'string' },
  },
});

cargoTool('cargo-deny', '0.20.2');
const checks = ['licenses', 'bans', 'sources', ...(options.offline ? [] : ['advisories'])];
run(
  'cargo',
  [
    'deny',
    '--workspace',
    '--all-features',
    '--config',
    'tools/release/deny.toml',
    'check',
    ...checks,
  ],
  { env: { PATH: path } },
);

if (options.packed === undefined) run(process.execPath, ['tools/release/pack.mjs']);
const packed = resolve(options.packed ?? join(root, 'packed'));
// Without the adapter, because its user chooses the version of Parse Server.
const tarballs = readdirSync(packed).filter(
  (file) => file.endsWith('.tgz') && !file.includes('parse-server'),
);
const project = mkdtempSync(join(tmpdir(), 'baxverify-audit-'));
// Not in a `finally`, because a failed step ends the process.
process.once('exit', () => rmSync(project, { recursive: true, force: true }));
writeFileSync(join(project, 'package.json'), '{"name":"audit","private":true}');
const files = tarballs.map((file) => join(packed, file));
// With `--force`, because npm otherwise refuses the binaries of other systems.
const quiet = ['--force', '--ignore-scripts', '--no-audit', '--loglevel=error'];
run('npm', ['install', ...quiet, ...files], { cwd: project });
const others = installed(project).filter((name) => !name.startsWith('@baxcloud'));
if (others.length > 0) throw new Error(`The packages bring others: ${others.join(', ')}`);
if (!options.offline) run('npm', ['audit'], { cwd: project });
console.log('The published set brings no other package.');

function installed(folder) {
  return readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
}
