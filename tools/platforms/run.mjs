// Proves the SDK on other systems than Linux x64 with glibc. Builds its addon for each, and runs
// `proof.mjs` with Node.js of that system, under qemu, in a root folder with musl, or under Wine.
//
//   npm run test:platforms                     all
//   npm run test:platforms -- linux-x64-musl   those with these names
//
// A system is skipped, with a reason, if this machine cannot run it. Only a failed proof fails
// the run. What it downloads and builds goes into `target/`, and is used again.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killAll } from '../consumers/process.mjs';
import { addons, manifestOf } from '../packages.mjs';
import { fail, root } from '../run.mjs';
import { buildAddons, checkTools, installPackages, writeJavaScript } from '../setup.mjs';
import { buildQuickly, whyNotBuilt } from './build.mjs';
import { proven } from './platforms.mjs';
import { systems } from './systems.mjs';
import { Unavailable } from './unavailable.mjs';

const { positionals: names } = parseArgs({ allowPositionals: true });
const unknown = names.filter((name) => !proven.some(({ target }) => target === name));
if (unknown.length > 0) {
  const known = proven.map(({ target }) => target).join(', ');
  fail(`There is no proof for ${unknown.join(', ')}. There are: ${known}`);
}
if (process.platform !== 'linux' || process.arch !== 'x64') fail('The proofs run on Linux x64.');

const tools = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'platforms');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baxverify-platforms-')));
process.once('exit', () => {
  killAll();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

mkdirSync(tools, { recursive: true });
await setUp();
// They need what the setup installs and builds.
const { startEmulator } = await import('@baxcloud/baxverify-emulator');
const { makeCertificates, startTlsDoor } = await import(
  '../consumers/environments/certificates.mjs'
);
const certificates = makeCertificates();

const results = [];
const chosen = proven.filter(({ target }) => names.length === 0 || names.includes(target));
for (const platform of chosen) results.push(await prove(platform));

console.log('\n=== proofs');
for (const { target, text } of results) console.log(`${target.padEnd(18)} ${text}`);
const count = (state) => results.filter((result) => result.state === state).length;
console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('left out')} skipped`);
process.exit(count('failed') > 0 ? 1 : 0);

/** The emulator runs on this machine. One that was built before will do. */
async function setUp() {
  checkTools();
  installPackages();
  const emulator = addons.find(({ folder }) => folder === 'packages/emulator');
  const built = readdirSync(join(root, emulator.folder)).some((file) => file.endsWith('.node'));
  if (built) await writeJavaScript();
  else await buildAddons([emulator]);
}

async function prove({ target, triple: published, proofTriple: triple = published, under }) {
  console.log(`\n=== ${target}`);
  const began = Date.now();
  let system;
  try {
    const reason = whyNotBuilt(triple);
    if (reason) throw new Unavailable(reason);
    system = await systems[target](tools);
    const binary = await buildQuickly(triple, join(tools, triple), system.nodeExe);
    const app = install(target, binary);
    const { code, output, timedOut } = await runProof(system, app, target);
    console.log(output.trim());
    const passed = code === 0 && /^# fail 0$/m.test(output) && /^# pass [1-9]/m.test(output);
    const seconds = Math.round((Date.now() - began) / 1000);
    const how = `under ${under}, built for ${triple}, ${seconds} s`;
    if (passed) return { target, state: 'passed', text: `passed (${how})` };
    return { target, state: 'failed', text: timedOut ? 'did not end' : `ended with ${code}` };
  } catch (error) {
    if (error instanceof Unavailable) {
      return { target, state: 'left out', text: `left out: ${error.message}` };
    }
    console.error(error);
    return { target, state: 'failed', text: error.message.split('\n')[0] };
  } finally {
    await system?.stop?.();
  }
}

/** Installs the SDK and its platform package as npm does, next to the proof. */
function install(target, binary) {
  const [sdk] = addons;
  const { name, version, exports, napi } = manifestOf(sdk);
  const app = join(folder, target);
  const scope = join(app, 'node_modules');
  const files = ['index.js', 'index.mjs', 'fetch-native.js'];
  const put = (package_, manifest) => {
    mkdirSync(join(scope, package_), { recursive: true });
    writeFileSync(join(scope, package_, 'package.json'), JSON.stringify(manifest));
  };
  put(name, { name, version, exports });
  for (const file of files) cpSync(join(root, file), join(scope, name, file));
  const main = `${napi.binaryName}.${target}.node`;
  put(`${name}-${target}`, { name: `${name}-${target}`, version, main });
  cpSync(binary, join(scope, `${name}-${target}`, main));
  for (const file of ['proof.mjs', 'worker.mjs']) {
    cpSync(new URL(file, import.meta.url), join(app, file));
  }
  writeFileSync(join(app, 'root.pem'), certificates.root);
  return app;
}

async function runProof(system, app, target) {
  const emulator = await startEmulator();
  const doors = await Promise.all(
    [certificates, makeCertificates()].map((each) => startTlsDoor(each, emulator.port)),
  );
  const [tlsUrl, strangerUrl] = doors.map(({ port }) => `https://127.0.0.1:${port}/v1`);
  try {
    return await system.run(app, ['--test-reporter=tap', 'proof.mjs'], {
      ...emulator.env,
      SMS_INBOX: `http://127.0.0.1:${emulator.port}`,
      PROOF_SYSTEM: target.split('-').slice(0, 2).join('-'),
      PROOF_TLS_URL: tlsUrl,
      PROOF_STRANGER_URL: strangerUrl,
    });
  } finally {
    for (const door of doors) door.close();
    await emulator.stop();
  }
}
