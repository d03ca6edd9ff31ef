import { X509Certificate } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  opendirSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';

/** Bytes of one file, and of all files of folders. */
const LARGEST = 16 * 1024 * 1024;
const MOST_FILES = 2000;
const MOST_FOLDERS = 20;
const MOST_CERTIFICATES = 2000;
const LARGEST_CERTIFICATE = 100_000;

/**
 * @typedef {{ certificates: string[], reason?: string }} Found the certificates in PEM, or the
 *   reason why there is none
 */

/**
 * Reads the certificates of a file in PEM (RFC 7468). Those that are broken are left out.
 *
 * @returns {Found}
 */
export function readFile(path) {
  const { text = '', reason = 'it has no valid certificate in PEM format' } = read(path, LARGEST);
  const certificates = certificatesOf(text, MOST_CERTIFICATES);
  return certificates.length > 0 ? { certificates } : { certificates, reason };
}

/**
 * Reads the certificates of all files of a list of folders, which has the form of `PATH`.
 *
 * @returns {Found}
 */
export function readFolders(list) {
  const certificates = new Set();
  const seen = new Set();
  let reason = 'no file there has a valid certificate in PEM format';
  let [files, bytes] = [MOST_FILES, LARGEST];
  for (const folder of list.split(delimiter).filter(Boolean).slice(0, MOST_FOLDERS)) {
    let entries;
    try {
      entries = opendirSync(folder);
      for (let entry = entries.readSync(); entry; entry = entries.readSync()) {
        files -= 1;
        if (files < 0) return found(certificates, `there are more than ${MOST_FILES} files`);
        const path = resolved(join(folder, entry.name));
        // Several links may lead to one file.
        if (path === undefined || seen.has(path)) continue;
        seen.add(path);
        const { text, size = 0, isLarge } = read(path, bytes);
        if (isLarge) return found(certificates, 'the files are larger than 16 MiB');
        bytes -= size;
        if (!text) continue;
        const left = MOST_CERTIFICATES - certificates.size;
        for (const each of certificatesOf(text, left)) certificates.add(each);
      }
    } catch (error) {
      reason = reasonOf(error);
    } finally {
      entries?.closeSync();
    }
  }
  return found(certificates, reason);
}

function found(certificates, reason) {
  return certificates.size > 0 ? { certificates: [...certificates] } : { certificates: [], reason };
}

function resolved(path) {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** @returns {{ text: string, size: number } | { reason: string, isLarge?: boolean }} */
function read(path, most) {
  let file;
  try {
    // A pipe that nobody writes to would not even open.
    if (!statSync(path).isFile()) return { reason: 'it is not a file' };
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    if (size > most) return { reason: 'it is larger than 16 MiB', isLarge: true };
    const buffer = Buffer.alloc(size);
    const length = readSync(file, buffer, 0, size, 0);
    return { text: buffer.toString('utf8', 0, length), size };
  } catch (error) {
    return { reason: reasonOf(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The labels are those that the SDK reads. */
function certificatesOf(text, most) {
  const certificates = [];
  for (const part of text.split(/-----BEGIN (?:X509 )?CERTIFICATE-----/).slice(1)) {
    if (certificates.length >= most) break;
    const end = part.indexOf('-----END');
    if (end < 0 || end > LARGEST_CERTIFICATE) continue;
    const certificate = parse(part.slice(0, end));
    if (certificate) certificates.push(certificate);
  }
  return certificates;
}

/** @returns {string | undefined} in PEM */
function parse(base64) {
  const text = base64.replace(/[\s\ufeff]+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return new X509Certificate(Buffer.from(text, 'base64')).toString();
  } catch {
    return undefined;
  }
}

function reasonOf({ code }) {
  if (code === 'ENOENT') return 'it does not exist';
  return code === 'EACCES' ? 'this user may not read it' : `it cannot be read: ${code}`;
}
