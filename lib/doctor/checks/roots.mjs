import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const LARGEST_FILE = 16 * 1024 * 1024;
const MOST_FILES = 2000;
const BEGIN = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * Which root certificates the SDK trusts.
 *
 * @returns {string[] | undefined} PEM texts, if variables replace those of the system
 */
export function checkRoots(report, build, env, url) {
  if (url.protocol !== 'https:') return report.skip('roots', 'The base URL does not use TLS.');
  const isNative = build !== 'fetch';
  const file = isNative && env.SSL_CERT_FILE ? readFile(env.SSL_CERT_FILE) : undefined;
  const folder = isNative && env.SSL_CERT_DIR ? readFolders(env.SSL_CERT_DIR) : undefined;
  const extra = env.NODE_EXTRA_CA_CERTS ? readFile(env.NODE_EXTRA_CA_CERTS) : undefined;

  const replaced = [
    ['SSL_CERT_FILE', file],
    ['SSL_CERT_DIR', folder],
  ].filter(([, found]) => found);
  const usable = replaced.filter(([, found]) => found.count > 0);
  const faulty = replaced.length > 0 && usable.length === 0 ? replaced[0] : undefined;
  const [variable, found] = faulty ?? ['NODE_EXTRA_CA_CERTS', extra];
  if (found?.count === 0) {
    report.problem('roots', 'ROOTS_UNREADABLE', { variable, reason: found.reason });
    return undefined;
  }
  const base = usable.length > 0 ? usable.map(([name]) => name).join(' and ') : standard(isNative);
  const added = extra ? `, with ${extra.count} more of NODE_EXTRA_CA_CERTS` : '';
  const unused = replaced
    .filter(([, { count }]) => count === 0)
    .map(([name, { reason }]) => ` ${name} is of no use: ${reason}.`);
  report.ok('roots', `The SDK trusts the roots of ${base}${added}.${unused.join('')}`);
  if (usable.length === 0) return undefined;
  return [...usable.map(([, { text }]) => text), ...(extra ? [extra.text] : [])];
}

function standard(isNative) {
  return isNative ? 'the system, or bundled ones if it has none' : 'Node.js';
}

/** @returns {{ count: number, text: string, reason?: string }} */
function readFile(path) {
  try {
    const found = statSync(path);
    if (!found.isFile()) return none('it is not a file');
    if (found.size > LARGEST_FILE) return none('it is larger than 16 MiB');
    const text = readFileSync(path, 'utf8');
    const count = text.match(BEGIN)?.length ?? 0;
    return count > 0 ? { count, text } : none('it has no certificate in PEM format');
  } catch (error) {
    return none(reasonOf(error));
  }
}

function readFolders(list) {
  let count = 0;
  let text = '';
  let reason = 'no file there has a certificate in PEM format';
  let left = MOST_FILES;
  for (const folder of list.split(delimiter).filter(Boolean).slice(0, 20)) {
    try {
      for (const name of readdirSync(folder)) {
        left -= 1;
        if (left < 0 || text.length > LARGEST_FILE) break;
        const file = readFile(join(folder, name));
        count += file.count;
        text += file.text;
      }
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  return count > 0 ? { count, text } : none(reason);
}

function none(reason) {
  return { count: 0, text: '', reason };
}

function reasonOf({ code }) {
  if (code === 'ENOENT') return 'it does not exist';
  return code === 'EACCES' ? 'this user may not read it' : `it cannot be read: ${code}`;
}
