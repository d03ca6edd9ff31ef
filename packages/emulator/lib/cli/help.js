const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { TABLE } = require('../options.js');
const { flagOf, isRepeatable } = require('./names.js');

const COLUMN = 28;

function help() {
  const rows = TABLE.map((row) => {
    const { default: initial, commandDefault } = row;
    const shown = commandDefault ? `${commandDefault}; exec: ${initial}` : initial;
    const mark = isRepeatable(row) ? ' +' : '';
    return [`--${flagOf(row)}${mark}`, `${row.help} (default: ${shown})`];
  });
  rows.push(['--version, -v', 'print the version'], ['--help, -h', 'print this help']);
  const usage = readFileSync(join(__dirname, 'usage.txt'), 'utf8');
  return usage + rows.map(([flag, text]) => `  ${flag.padEnd(COLUMN)}${text}\n`).join('');
}

module.exports = { help };
