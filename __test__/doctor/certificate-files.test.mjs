// What the doctor reads of the files and folders with root certificates.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readFile, readFolders } from '../../lib/doctor/certificate-files.mjs';
import { root, unknownIssuer } from '../faults/certificates.mjs';

const MEBIBYTE = 1024 * 1024;
const withBreaks = (text, lineBreak) => text.trim().split(/\r?\n/).join(lineBreak);

function folder(t) {
  const created = mkdtempSync(path.join(tmpdir(), 'baxverify-roots-'));
  t.after(() => rmSync(created, { recursive: true, force: true }));
  const write = (name, text, size) => {
    const file = path.join(created, name);
    writeFileSync(file, text);
    if (size) truncateSync(file, size);
    return file;
  };
  return { created, write };
}

test('a file has the certificates that are not broken', (t) => {
  const { write } = folder(t);
  const broken = '-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----';
  const other = unknownIssuer.cert.replaceAll(' CERTIFICATE-', ' X509 CERTIFICATE-');
  const text = `\ufeff# Root\r\n${withBreaks(root, '\r\n')}\r\n${broken}\n${other}\n${broken}`;
  const { certificates, reason } = readFile(write('roots.pem', text));
  assert.deepEqual([certificates.length, reason], [2, undefined]);
  assert.equal(certificates[0].trim(), withBreaks(root, '\n'));
});

test('a file has a reason if it has no certificate', (t) => {
  const { created, write } = folder(t);
  const begin = '-----BEGIN CERTIFICATE-----\n';
  for (const text of ['', begin, begin.repeat(50_000), `${begin}${'A'.repeat(MEBIBYTE)}`]) {
    const { certificates, reason } = readFile(write('roots.pem', text));
    assert.deepEqual([certificates, reason], [[], 'it has no valid certificate in PEM format']);
  }
  assert.equal(readFile(created).reason, 'it is not a file');
  assert.equal(readFile(path.join(created, 'none')).reason, 'it does not exist');
  assert.match(readFile(write('large.pem', root, 17 * MEBIBYTE)).reason, /larger than 16 MiB/);
});

test('a folder has each certificate once', (t) => {
  const { created, write } = folder(t);
  const file = write('root.pem', root);
  write('bundle.pem', `${root}\n${unknownIssuer.cert}`);
  write('notes.txt', 'nothing');
  mkdirSync(path.join(created, 'below.pem'));
  if (process.platform !== 'win32') {
    symlinkSync(file, path.join(created, '0a1b2c3d.0'));
    symlinkSync('/nowhere/at/all', path.join(created, 'dangling.0'));
  }
  const nowhere = path.join(created, 'none');
  assert.equal(readFolders([nowhere, created].join(path.delimiter)).certificates.length, 2);
  assert.equal(readFolders(nowhere).reason, 'it does not exist');
});

test('a folder is read up to 16 MiB, with or without certificates', (t) => {
  const { created, write } = folder(t);
  for (let at = 0; at < 3; at++) write(`${at}.bin`, '', 8 * MEBIBYTE);
  assert.match(readFolders(created).reason, /larger than 16 MiB/);
});

test('a folder is read up to 2,000 files', (t) => {
  const { created, write } = folder(t);
  for (let at = 0; at < 2001; at++) write(`${at}`, '');
  assert.match(readFolders(created).reason, /more than 2000 files/);
});
