// Measures the SDK beside other clients:
//
//   npm run bench                               everything; writes RESULTS.md and results.svg
//   npm run bench -- --only=cold,sizes          some of: rounds, cold, memory, blocked, sizes; prints
//   npm run bench -- --quick                    ratios only; fails where one is far below its bar

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addonBudget, judge } from './bars.mjs';
import { addonSize, measureInstallSizes } from './measure/install-size.mjs';
import { measureBlockedLoop, measureColdStart, measureMemory } from './measure/processes.mjs';
import { measureRounds } from './measure/rounds.mjs';
import * as plans from './plan.mjs';
import { Bench, folder } from './processes.mjs';
import { setUp } from './setup.mjs';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const plan = flags.quick ? plans.quick : plans.full;
const wanted = flags.only?.split(',');
const wants = (part) => plan[part] && (!wanted || wanted.includes(part));

setUp();
const began = performance.now();
const facts = await measure();
const seconds = (performance.now() - began) / 1000;
const verdicts = judge(facts);
printVerdicts();
console.log(`measured in ${Math.round(seconds)} s`);

if (flags.quick) {
  failBelowBars();
} else {
  const { markdown } = await import('./report/markdown.mjs');
  const text = markdown(facts, verdicts, seconds);
  if (wanted) {
    console.log(text);
  } else {
    const { chart } = await import('./report/chart.mjs');
    writeFileSync(join(folder, 'RESULTS.md'), text);
    writeFileSync(join(folder, 'results.svg'), chart(facts));
  }
}

async function measure() {
  const facts = { addonBytes: addonSize() };
  const bench = await Bench.start();
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

function printVerdicts() {
  for (const { title, value, atLeast, atMost, met } of verdicts) {
    const bar = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
    console.log(`${met ? 'met   ' : 'missed'}  ${value.toFixed(2).padStart(7)}  ${bar}  ${title}`);
  }
}

/** Absolute times and sizes depend on the machine; ratios hardly do. */
function failBelowBars() {
  const fallen = verdicts.filter((verdict) => !verdict.absolute && !verdict.tolerable);
  for (const { title } of fallen) console.error(`far from its bar: ${title}`);
  if (facts.addonBytes > addonBudget) {
    console.error(`the addon has ${facts.addonBytes} bytes; its budget is ${addonBudget}`);
  }
  if (fallen.length > 0 || facts.addonBytes > addonBudget) process.exitCode = 1;
}
