// Compares the SDK with other clients:
//
//   npm run bench                         everything; writes RESULTS.md and results.svg
//   npm run bench -- --only=cold,sizes    prints some of: rounds, cold, memory, blocked, sizes, login
//   npm run bench -- --quick              only ratios; fails if one misses its bar by far

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../run.mjs';
import { addonBudget, judge } from './bars.mjs';
import { addonSize, measureInstallSizes } from './measure/install-size.mjs';
import { measureBlockedLoop, measureColdStart, measureMemory } from './measure/processes.mjs';
import { measureRounds } from './measure/rounds.mjs';
import * as plans from './plan.mjs';
import { Bench, folder } from './processes.mjs';
import { runtimes } from './runtimes.mjs';
import { setUp } from './setup.mjs';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const wanted = flags.only?.split(',');

/**
 * Noise can spoil a measurement. A ratio has regressed only if it is far from its bar in each
 * attempt.
 */
const attempts = 3;

setUp();
if (flags.only !== 'login') await (flags.quick ? guard() : report());
if (!wanted || wanted.includes('login')) measureLogin();

/** The send guard has its own bars. */
function measureLogin() {
  const script = join(root, 'packages/login/benchmark/run.mjs');
  const { status } = spawnSync(process.execPath, [script, ...(flags.quick ? ['--quick'] : [])], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

async function report() {
  const results = [];
  for (const [at, runtime] of runtimes().entries()) {
    const plan = at === 0 ? plans.full : plans.newer;
    results.push({ runtime, ...(await judged(plan, runtime)) });
  }
  const { markdown } = await import('./report/markdown.mjs');
  const text = markdown(results);
  if (wanted) {
    console.log(text);
  } else {
    const { chart } = await import('./report/chart.mjs');
    writeFileSync(join(folder, 'RESULTS.md'), text);
    writeFileSync(join(folder, 'results.svg'), chart(results[0].facts));
  }
}

/**
 * Fails if a ratio or the size of the addon is far from its bar. Absolute times depend on the
 * machine.
 */
async function guard() {
  for (const runtime of runtimes()) {
    for (const title of await farFromBar(runtime)) {
      console.error(`Node ${runtime.node}: far from its bar: ${title}`);
      process.exitCode = 1;
    }
  }
  const size = addonSize();
  if (size <= addonBudget) return;
  console.error(`the addon has ${size} bytes; its budget is ${addonBudget}`);
  process.exitCode = 1;
}

/** The titles of the ratios that are far from their bar in each attempt. */
async function farFromBar(runtime) {
  let fallen;
  for (let attempt = 1; attempt <= attempts && fallen?.length !== 0; attempt++) {
    const { verdicts } = await judged(plans.quick, runtime);
    const far = verdicts
      .filter(({ absolute, tolerable }) => !absolute && !tolerable)
      .map(({ title }) => title);
    fallen = (fallen ?? far).filter((title) => far.includes(title));
  }
  return fallen;
}

async function judged(plan, runtime) {
  console.log(`Node ${runtime.node}`);
  const began = performance.now();
  const facts = await measure(plan, runtime);
  const seconds = (performance.now() - began) / 1000;
  const verdicts = judge(facts, runtime.isNewer);
  printVerdicts(verdicts);
  console.log(`measured in ${Math.round(seconds)} s`);
  return { facts, verdicts, seconds };
}

async function measure(plan, { program }) {
  const wants = (part) => plan[part] && (!wanted || wanted.includes(part));
  const facts = { addonBytes: addonSize() };
  const bench = await Bench.start(program);
  try {
    if (wants('sizes')) facts.sizes = measureInstallSizes();
    if (wants('cold')) {
      facts.cold = await measureColdStart(bench, plan.cold.clients, plan.cold.processes);
    }
    if (wants('memory')) {
      facts.memory = await measureMemory(bench, plan.memory.clients, plan.memory.processes);
    }
    if (wants('blocked')) facts.blocked = await measureBlockedLoop(bench, plan.blocked);
    if (wants('rounds')) {
      facts.rounds = [];
      for (const group of plan.rounds) facts.rounds.push(...(await measureRounds(bench, group)));
    }
  } finally {
    await bench.stop();
  }
  return facts;
}

function printVerdicts(verdicts) {
  for (const { title, value, atLeast, atMost, met } of verdicts) {
    const bar = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
    console.log(`${met ? 'met   ' : 'missed'}  ${value.toFixed(2).padStart(7)}  ${bar}  ${title}`);
  }
}
