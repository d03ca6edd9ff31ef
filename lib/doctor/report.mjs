import { ROWS } from './rows.mjs';
import { plain } from './text.mjs';

const MASK = '***';

/** Node.js and the SDK have different roots. */
const TRUST = ['TLS_SELF_SIGNED', 'TLS_UNKNOWN_ISSUER'];
const DATES = ['TLS_EXPIRED', 'TLS_NOT_YET_VALID'];

/**
 * @typedef {'ok' | 'warning' | 'problem' | 'skipped'} Status
 * @typedef {{ name: string, status: Status, id: string | null, message: string, next: string | null
 *   }} Check
 */

/** The results of the checks, in order. */
export class Report {
  /** @type {Check[]} */
  checks = [];
  #secrets;

  /** @param {import('./secrets.mjs').Secrets} secrets */
  constructor(secrets) {
    this.#secrets = secrets;
  }

  /**
   * A value from outside, for a message. A mask takes the place of the whole value, because gaps in
   * a known text would tell the secret. So messages of the doctor itself are not masked.
   *
   * @param {unknown} value
   * @param {number} [longest] characters
   */
  shown(value, longest) {
    const text = String(value);
    return this.#secrets.areIn(text) ? MASK : plain(text, longest);
  }

  ok(name, message) {
    this.#add(name, 'ok', null, message, null);
  }

  skip(name, message) {
    this.#add(name, 'skipped', null, message, null);
  }

  /**
   * @param {string} name
   * @param {keyof typeof ROWS} id
   * @param {Record<string, unknown>} values those from outside are {@link shown}
   */
  problem(name, id, values = {}) {
    this.#addRow(name, 'problem', id, values);
  }

  warn(name, id, values = {}) {
    this.#addRow(name, 'warning', id, values);
  }

  /** The first problem of one of these checks. */
  firstProblem(names) {
    return this.checks.find(({ name, status }) => status === 'problem' && names.includes(name));
  }

  /** The SDK's call succeeded, so what these checks found does not stop it. */
  downgrade(names) {
    for (const check of this.checks) {
      if (check.status !== 'problem' || !names.includes(check.name)) continue;
      if (TRUST.includes(check.id)) {
        const message = 'The SDK trusts the certificate. Node.js itself does not.';
        Object.assign(check, { status: 'ok', id: null, message, next: null });
      } else check.status = 'warning';
    }
  }

  get hasProblem() {
    return this.checks.some(({ status }) => status === 'problem');
  }

  /** The step for the first problem, or else for the first warning. */
  get next() {
    const first = (wanted) => this.checks.find(({ status }) => status === wanted);
    const problem = first('problem');
    // A wrong clock explains a certificate that is too old or too new.
    const clock = DATES.includes(problem?.id) && this.checks.find(({ id }) => id === 'CLOCK_WRONG');
    return (clock || problem || first('warning'))?.next ?? null;
  }

  #addRow(name, status, id, values) {
    const { problem, next } = ROWS[id];
    this.#add(name, status, id, fill(problem, values) + (values.more ?? ''), fill(next, values));
  }

  #add(name, status, id, message, next) {
    this.checks.push({ name, status, id, message, next });
  }
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}
