const { createHash } = require('node:crypto');
const { headlinesOf, tableOf } = require('./report.js');

const WIDTH = 900;
const HEIGHT = 240;
const MARGIN = 30;
const STYLE =
  'body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}' +
  'th,td{padding:.2rem 1rem;text-align:right}';
const HASH = createHash('sha256').update(STYLE).digest('base64');

const escaped = (text) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/**
 * A page with figures and plots. It has no script and loads nothing. The plots have attributes in
 * place of a style, so they look the same where a stricter policy forbids the style.
 */
function pageOf(report) {
  const { plots, days } = report;
  const [title, ...sentences] = headlinesOf(report).map(escaped);
  const rows = tableOf(report).map(
    (cells) => `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`,
  );
  const sent = [
    ['SMS to others', '#c0392b', plots.others],
    ['SMS to honest users', '#2471a3', plots.honest],
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${HASH}'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
<h1>${title}</h1>
${sentences.map((sentence) => `<p>${sentence}</p>`).join('\n')}
${plot(days, [['SMS asked for', '#777777', plots.asked], ...sent])}
${plot(days, sent)}
${plot(days, [['refused requests of honest users', '#b9770e', plots.honestRefused]])}
<table>
${rows.join('\n')}
</table>
</html>
`;
}

/** Lines over time: `[name, color, values]`. The axis begins at 0. */
function plot(days, lines) {
  const most = Math.max(1, ...lines.flatMap(([, , values]) => values));
  const base = HEIGHT - MARGIN;
  const text = (x, y, anchor, content, color = '#444444') =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${color}">${content}</text>`;
  const drawn = lines.map(([name, color, values], index) => {
    const points = values.map((value, at) => {
      const x = MARGIN + ((WIDTH - 2 * MARGIN) * at) / (values.length - 1);
      return `${x.toFixed(1)},${(base - ((base - MARGIN) * value) / most).toFixed(1)}`;
    });
    const line = `<polyline fill="none" stroke="${color}" stroke-width="2" points="${points.join(' ')}"/>`;
    return line + text(150 + 220 * index, 20, 'start', name, color);
  });
  const label = lines.map(([name]) => name).join(', ');
  const part = `${Number(((24 * 60 * days) / lines[0][2].length).toFixed(1))} min`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label} over time" font-size="13">
<path d="M${MARGIN} ${MARGIN}V${base}H${WIDTH - MARGIN}" fill="none" stroke="#444444"/>
${text(MARGIN, 20, 'start', `${most} in ${part}`)}
${text(WIDTH - MARGIN, HEIGHT - 8, 'end', `${days} days`)}
${drawn.join('\n')}
</svg>`;
}

module.exports = { pageOf };
