const { countryOf } = require('../countries/country-of.js');
const { own } = require('../own.js');
const { InputError, linesOf, readJson } = require('./input-file.js');

const MOST_ROWS = 1_000_000;
const KINDS = ['send', 'verified', 'wrong_code'];
/** Unix times before this are seconds, and milliseconds from this on. */
const LEAST_MILLISECONDS = 1e11;
/** When a code was typed, if a log does not say it. */
const TYPING_MS = 30_000;

/**
 * Reads traffic, and sorts it by time. A file `.json` holds rows, or entries or pages of
 * `listLogs`. In CSV the first line names the columns: `time`, `phone`, `kind`, and `ip` and
 * `country` if known. An export of `listLogs` has `createdAt`, `phone`, `status` and `verifiedAt`.
 *
 * @returns {Promise<{ at: number, kind: string, phone: string, ip?: string }[]>}
 */
async function readTraffic(path) {
  const rows = [];
  const isJson = path.toLowerCase().endsWith('.json');
  for await (const { record, place } of isJson ? entriesOf(path) : recordsOf(path)) {
    const must = (isMet, message) => {
      if (!isMet) throw new InputError(`${place}: ${message}.`);
    };
    rows.push(...rowsOf(record, must));
    must(rows.length <= MOST_ROWS, `more than ${MOST_ROWS} rows`);
  }
  if (rows.length === 0) throw new InputError(`${path} has no rows.`);
  return rows.sort((left, right) => left.at - right.at);
}

async function* entriesOf(path) {
  const entries = [await readJson(path)].flat().flatMap((value) => own(value, 'items') ?? value);
  for (const [index, record] of entries.entries()) yield { record, place: `entry ${index + 1}` };
}

async function* recordsOf(path) {
  let columns;
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    if (line === '') continue;
    // RFC 4180, without line breaks in fields.
    const fields = [...`${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*)),/gy)];
    const values = fields.map(([, quoted, plain]) =>
      (quoted?.replaceAll('""', '"') ?? plain).trim(),
    );
    columns ??= values;
    if (values.length !== columns.length) {
      throw new InputError(`line ${number}: ${values.length} fields, not ${columns.length}.`);
    }
    if (values === columns) continue;
    const record = Object.fromEntries(columns.map((name, index) => [name, values[index]]));
    yield { record, place: `line ${number}` };
  }
}

/** One row, or for an entry of a log two: the send, and the code that was verified. */
function rowsOf(record, must) {
  const text = (name) => {
    const value = own(record, name) ?? '';
    return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  };
  const time = (name) => {
    const value = text(name);
    const unix = /^\d{9,13}(\.\d{1,9})?$/.test(value) ? Number(value) : undefined;
    const at = unix < LEAST_MILLISECONDS ? 1000 * unix : (unix ?? Date.parse(value.slice(0, 40)));
    must(at >= 0 && at < Date.UTC(2100), `"${name}" must be ISO 8601 or a Unix time`);
    return at;
  };
  const phone = text('phone');
  const ip = text('ip') || undefined;
  const country = countryOf(phone);
  must(country !== undefined, '"phone" must be E.164, such as +431234567');
  must([country, ''].includes(text('country')), `"country" must be that of the number, ${country}`);
  must(text('ip').length <= 64, '"ip" is too long');
  if (text('createdAt') === '') {
    const kind = text('kind');
    must(KINDS.includes(kind), `"kind" must be ${KINDS.join(', ')}`);
    return [{ at: time('time'), kind, phone, ip }];
  }
  const at = time('createdAt');
  const send = { at, kind: 'send', phone, ip };
  if (text('status') !== 'VERIFIED') return [send];
  const verifiedAt = text('verifiedAt') === '' ? at + TYPING_MS : time('verifiedAt');
  return [send, { at: verifiedAt, kind: 'verified', phone, ip }];
}

module.exports = { readTraffic };
