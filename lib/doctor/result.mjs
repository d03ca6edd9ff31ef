/**
 * The result, as `--json` prints it. Fields may be added. `doctor` changes when one changes or
 * goes.
 *
 * @typedef {object} Result
 * @property {1} doctor the version of this shape
 * @property {boolean} ok whether there is no problem
 * @property {{ version: string, build: 'native' | 'fetch' | null }} sdk
 * @property {string} node
 * @property {string} system such as `linux-x64`
 * @property {import('./report.mjs').Check[]} checks
 * @property {string | null} next the one next step
 */

/** @returns {Result} */
export function resultOf(report, { version, build }) {
  return {
    doctor: 1,
    ok: !report.hasProblem,
    sdk: { version, build },
    node: process.versions.node,
    system: `${process.platform}-${process.arch}`,
    checks: report.checks,
    next: report.next,
  };
}
