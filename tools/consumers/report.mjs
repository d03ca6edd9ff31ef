// One line for each thing that ran, and what was left out at the end.

import { fail } from '../run.mjs';

/** Thrown by what cannot run on this machine. */
export class Skip extends Error {}

/** Those that a word means, or all; ends the process at a word that means none. */
export function pick(all, words, isMeant) {
  for (const word of words) {
    if (all.some((item) => isMeant(item, word))) continue;
    const names = all.map(({ name }) => name).join(', ');
    fail(`Nothing here is called ${word}. There are: ${names}`);
  }
  return words.length === 0 ? all : all.filter((item) => words.some((word) => isMeant(item, word)));
}

export class Report {
  #failed = [];
  #skipped = [];
  #passed = 0;
  #began = Date.now();

  /** Runs the work and prints how it ended; never rejects. `work` may answer a remark. */
  async entry(name, work) {
    const began = Date.now();
    const line = (mark, remark = '') => {
      const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6);
      console.log(`${mark} ${name.padEnd(28)} ${seconds} s  ${remark}`.trimEnd());
    };
    try {
      line('ok  ', await work());
      this.#passed += 1;
    } catch (error) {
      if (error instanceof Skip) {
        line('skip', error.message);
        this.#skipped.push(`${name}: ${error.message}`);
        return;
      }
      line('FAIL');
      console.log(`${error.stack}`.replace(/^/gm, '       '));
      this.#failed.push(name);
    }
  }

  /**
   * Prints the sums and sets the exit code.
   *
   * @param {string[]} leftOut what was never begun, and why
   */
  close(leftOut = []) {
    const seconds = Math.round((Date.now() - this.#began) / 1000);
    console.log(`\n${this.#passed} passed, ${this.#failed.length} failed, in ${seconds} s.`);
    const without = [...this.#skipped, ...leftOut];
    if (without.length > 0) console.log(`Left out:\n  ${without.join('\n  ')}`);
    if (this.#failed.length > 0) console.log(`Failed: ${this.#failed.join(', ')}`);
    if (this.#failed.length > 0 || this.#passed === 0) process.exitCode = 1;
  }
}
