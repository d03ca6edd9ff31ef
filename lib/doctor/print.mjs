const COLORS = { ok: 32, warning: 33, problem: 31, skipped: 90 };
const LABELS = { ok: 'ok', warning: 'warning', problem: 'PROBLEM', skipped: 'skipped' };

/**
 * The report as text, one line per check.
 *
 * @param {import('./result.mjs').Result} result
 * @param {{ color: boolean }} options
 */
export function asText({ sdk, node, system, checks, next, ok }, { color }) {
  const paint = (code, text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const build = sdk.build ? `${sdk.build} build` : 'not loaded';
  const lines = [`@baxcloud/baxverify ${sdk.version} (${build}), Node.js ${node}, ${system}`, ''];
  for (const { name, status, message } of checks) {
    lines.push(`${paint(COLORS[status], LABELS[status].padEnd(8))} ${name.padEnd(11)} ${message}`);
  }
  lines.push('', ok ? paint(COLORS.ok, 'No problem was found.') : 'There is a problem.');
  if (next) lines.push(`Next step: ${next}`);
  return `${lines.join('\n')}\n`;
}

/** Colors are only for people at a terminal. See https://no-color.org. */
export function wantsColor({ isTTY }, { NO_COLOR, TERM }) {
  return isTTY === true && !NO_COLOR && TERM !== 'dumb';
}
