// What the packed package costs the start of a process: its import, and its first decision. Against
// a process that does nothing, one after the other, because machines differ.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifestOf, packages } from '../../../tools/packages.mjs';
import { publishedManifest } from '../../../tools/release/packaging/manifests.mjs';
import { stagePackage } from '../../../tools/release/packaging/stage.mjs';
import { median } from './parts.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {number} rounds
 * @returns {Promise<{ importMs: number, guardMs: number, importRatio: number, guardRatio: number }>}
 *   milliseconds within the process; how often the time of an empty process the whole one takes
 */
export async function measureStart(rounds) {
  const stage = mkdtempSync(join(tmpdir(), 'baxverify-login-start-'));
  try {
    const login = packages.find((each) => each.folder === 'packages/login');
    await stagePackage(login, folder, publishedManifest(manifestOf(login)), stage);
    // Files that nobody has read yet would be measured instead.
    readFileSync(join(stage, 'index.js'));
    return measure(stage, rounds);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function measure(stage, rounds) {
  const path = JSON.stringify(stage);
  const print = 'console.log(performance.now() - began)';
  const scripts = {
    empty: 'console.log(0)',
    import: `const began = performance.now(); require(${path}); ${print}`,
    guard: `const began = performance.now();
      require(${path}).createSendGuard().checkSend({ phone: '+4366412345678', ip: '192.0.2.1' })
        .then(() => ${print})`,
  };
  const inside = { empty: [], import: [], guard: [] };
  const whole = { empty: [], import: [], guard: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, script] of Object.entries(scripts)) {
      const began = performance.now();
      const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
      // The first round warms up the computer's cache of files.
      if (round === 0) continue;
      whole[name].push(performance.now() - began);
      inside[name].push(Number(stdout));
    }
  }
  const ratio = (name) => median(whole[name].map((time, round) => time / whole.empty[round]));
  return {
    importMs: median(inside.import),
    guardMs: median(inside.guard),
    importRatio: ratio('import'),
    guardRatio: ratio('guard'),
  };
}
