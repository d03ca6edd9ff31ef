import { readFile, readFolders } from '../certificate-files.mjs';

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
  const usable = replaced.filter(([, found]) => found.certificates.length > 0);
  const faulty = replaced.length > 0 && usable.length === 0 ? replaced[0] : undefined;
  const [variable, found] = faulty ?? ['NODE_EXTRA_CA_CERTS', extra];
  if (found?.certificates.length === 0) {
    report.problem('roots', 'ROOTS_UNREADABLE', { variable, reason: found.reason });
    return undefined;
  }
  const base = usable.length > 0 ? usable.map(([name]) => name).join(' and ') : standard(isNative);
  const added = extra ? `, with ${extra.certificates.length} more of NODE_EXTRA_CA_CERTS` : '';
  const unused = replaced
    .filter(([, { reason }]) => reason)
    .map(([name, { reason }]) => ` ${name} is of no use: ${reason}.`);
  report.ok('roots', `The SDK trusts the roots of ${base}${added}.${unused.join('')}`);
  if (usable.length === 0) return undefined;
  return [...usable.map(([, found]) => found), ...(extra ? [extra] : [])].flatMap(
    ({ certificates }) => certificates,
  );
}

function standard(isNative) {
  return isNative ? 'the system, or bundled ones if it has none' : 'Node.js';
}
