// Generates lib/countries/calling-codes.js from the numbering facts of Google's libphonenumber, as
// the package libphonenumber-js carries them.
//
// node packages/login/scripts/calling-codes.mjs          writes the file
// node packages/login/scripts/calling-codes.mjs --check  fails where it would change

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const file = fileURLToPath(new URL('../lib/countries/calling-codes.js', import.meta.url));

/** How many digits of the national number may tell the country. Under +1 it is the area code. */
const depthOf = (callingCode) => (callingCode === '1' ? 3 : 5);
/** What follows the digits under test. Varied, as some patterns exclude repeated digits. */
const FILLERS = ['000000000000000', '555555555555555', '234567892345678', '987654321987654'];

/**
 * By calling code, what is written before national numbers besides the present prefix. Mexico
 * dialled 1 before mobile numbers until 2020, and Lithuania 8 until 2024. Belarus dials 8, then 0.
 */
const FURTHER_PREFIXES = { 52: ['1'], 370: ['8'], 375: ['0', '80'] };

/**
 * By calling code and prefix, the digits of a national number with it, where no other number that
 * begins so has as many.
 */
const TRUNK_LENGTHS = { '7 8': 11, '370 8': 9, '375 80': 11 };

/** The text of calling-codes.js. */
export function generate() {
  const metadata = require('libphonenumber-js/metadata.max.json');
  const { version } = require('libphonenumber-js/package.json');
  const { Metadata } = require('libphonenumber-js/core');
  const plans = new Map(
    Object.keys(metadata.countries).map((country) => [
      country,
      planOf(country, metadata, Metadata),
    ]),
  );
  const prefixes = [];
  const trunk = [];
  for (const [callingCode, countries] of Object.entries(metadata.country_calling_codes)) {
    // The first one is the main country of a shared code; 001 stands for none.
    const shared = countries.map((country) => plans.get(country)).filter(Boolean);
    if (shared.length === 0) continue;
    prefixes.push([callingCode, shared[0].country]);
    if (shared.length > 1) prefixes.push(...splitsOf(callingCode, shared));
    const { nationalPrefix } = shared[0];
    for (const prefix of [nationalPrefix, ...(FURTHER_PREFIXES[callingCode] ?? [])]) {
      if (!prefix) continue;
      const following = digitsAfter(prefix, shared);
      const length = TRUNK_LENGTHS[`${callingCode} ${prefix}`];
      if (following.length === 10 && !length) continue;
      const parts = [callingCode, prefix, length ? '' : following, length];
      trunk.push(parts.join(':').replace(/:+$/, ''));
    }
  }
  return render({
    version,
    prefixes: prefixes.map(([prefix, country]) => `${prefix}${country}`),
    nonGeographic: Object.keys(metadata.nonGeographic),
    trunk,
  });
}

function planOf(country, metadata, Metadata) {
  const found = new Metadata(metadata);
  found.selectNumberingPlan(country);
  const plan = found.numberingPlan;
  const types = [
    'FIXED_LINE',
    'MOBILE',
    'TOLL_FREE',
    'PREMIUM_RATE',
    'PERSONAL_NUMBER',
    'VOICEMAIL',
  ]
    .concat('UAN', 'PAGER', 'VOIP', 'SHARED_COST')
    .map((name) => plan.type(name)?.pattern())
    .filter(Boolean);
  return {
    country,
    nationalPrefix: plan.nationalPrefix(),
    lengths: plan.possibleLengths(),
    leading: plan.leadingDigits() ? new RegExp(`^(?:${plan.leadingDigits()})`) : undefined,
    general: whole(plan.nationalNumberPattern()),
    assigned: whole(types.join('|')),
  };
}

function whole(pattern) {
  return new RegExp(`^(?:${pattern})$`);
}

/** Of the countries that share a calling code, the one that a national number belongs to. */
function ownerOf(number, plans) {
  const owner = plans.find(({ leading, general, assigned }) =>
    leading ? leading.test(number) : general.test(number) && assigned.test(number),
  );
  return owner?.country;
}

/**
 * The shortest prefixes that tell the other countries of a shared calling code from its main one.
 */
function splitsOf(callingCode, plans) {
  const lengths = [...new Set(plans.flatMap((plan) => plan.lengths))];
  const emit = (node, inherited) => {
    const owners = ownersBelow(node);
    if (owners.size === 0 || (owners.size === 1 && owners.has(inherited))) return [];
    if (owners.size === 1) return [[callingCode + node.prefix, [...owners][0]]];
    return node.children.flatMap((child) => emit(child, inherited));
  };
  return emit(tree('', depthOf(callingCode), lengths, plans), plans[0].country);
}

function tree(prefix, depth, lengths, plans) {
  if (prefix.length < depth) {
    const children = [...'0123456789'].map((digit) => tree(prefix + digit, depth, lengths, plans));
    return { prefix, children };
  }
  const owners = new Set();
  for (const length of lengths) {
    for (const filler of FILLERS) {
      const owner = ownerOf((prefix + filler).slice(0, length), plans);
      if (owner) owners.add(owner);
    }
  }
  // Where two share even this, the number counts as the main country's.
  return { prefix, children: [], owners };
}

function ownersBelow(node) {
  node.owners ??= new Set(node.children.flatMap((child) => [...ownersBelow(child)]));
  return node.owners;
}

/** The digits that follow the prefix in numbers which begin with it. */
function digitsAfter(prefix, plans) {
  const isTaken = (digit) => plans.some((plan) => canBeginWith(prefix + digit, plan));
  return [...'0123456789'].filter(isTaken).join('');
}

function canBeginWith(start, { general, lengths }) {
  for (let digits = 0; digits < 1000; digits += 1) {
    const prefix = start + String(digits).padStart(3, '0');
    for (const length of lengths) {
      if (FILLERS.some((filler) => general.test((prefix + filler).slice(0, length)))) return true;
    }
  }
  return false;
}

function render({ version, prefixes, nonGeographic, trunk }) {
  return `// Generated by scripts/calling-codes.mjs from libphonenumber-js ${version}. Checked in, so that
// installing and using the package needs no 13 MB of metadata.

module.exports = {
  /**
   * Digits after the plus sign, then the country (ISO 3166-1 alpha-2). The longest match counts.
   */
  prefixes:
    ${lines(prefixes)},

  /**
   * Calling codes of no country: satellite telephones, international networks, freephone, premium
   * rate.
   */
  nonGeographic: '${nonGeographic.join(' ')}',

  /**
   * Calling codes, and what is dialled before a national number in that country. If some national
   * numbers begin with it, such as freephone ones, then the digits that follow it in these. Or
   * how many digits a number has with its prefix, if that tells.
   */
  trunk:
    ${lines(trunk)},
};
`;
}

/** One string of words, broken into lines. */
function lines(words) {
  const rows = [''];
  for (const word of words) {
    if (rows.at(-1).length + word.length > 84) rows.push('');
    rows[rows.length - 1] += `${word} `;
  }
  rows[rows.length - 1] = rows.at(-1).trimEnd();
  return rows.map((row) => `'${row}'`).join(' +\n    ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = generate();
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error('lib/countries/calling-codes.js is not what this script generates.');
    process.exitCode = 1;
  }
}
