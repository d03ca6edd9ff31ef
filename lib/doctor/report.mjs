import { ROWS } from './rows.mjs';

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
  #masker;

  constructor(masker) {
    this.#masker = masker;
  }

  ok(name, message) {
    this.#add(name, 'ok', null, message, null);
  }

  skip(name, message) {
    this.#add(name, 'skipped', null, message, null);
  }

  /** @param {keyof typeof ROWS} id */
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
    const masked = (text) => (text === null ? null : this.#masker.mask(text));
    this.checks.push({ name, status, id, message: masked(message), next: masked(next) });
  }
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}
