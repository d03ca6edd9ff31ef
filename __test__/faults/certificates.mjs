/**
 * A certificate authority for the tests, which issues valid and invalid certificates.
 *
 * Created in each process, so that the repository contains no private keys and no expired
 * certificates.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';

const DAY = 24 * 3600 * 1000;

/** OpenSSL creates keys many times faster than JavaScript. */
function newPem() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' });
}

function newKey(pem = newPem()) {
  const key = forge.pki.privateKeyFromPem(pem);
  return { pem, key, publicKey: forge.pki.setRsaPublicKey(key.n, key.e) };
}

/** The file of a key, for a process that trusted the authority when it started. */
const authorityFile = process.env.TEST_AUTHORITY_KEY;
export const authorityKey = newKey(authorityFile && readFileSync(authorityFile, 'utf8'));
const serverKey = newKey();
let serial = 0;

function issue({ subject, issuer, signer, holder, from, to, names, isAuthority }) {
  const certificate = forge.pki.createCertificate();
  const named = (value) => [{ name: 'commonName', value }];
  serial += 1;
  certificate.publicKey = holder.publicKey;
  certificate.serialNumber = `01${serial.toString(16).padStart(6, '0')}`;
  certificate.validity.notBefore = new Date(Date.now() + from);
  certificate.validity.notAfter = new Date(Date.now() + to);
  certificate.setSubject(named(subject));
  certificate.setIssuer(named(issuer));
  certificate.setExtensions([
    { name: 'basicConstraints', cA: isAuthority, critical: true },
    isAuthority
      ? { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
      : { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    ...(isAuthority ? [] : [{ name: 'extKeyUsage', serverAuth: true }]),
    ...(names ? [{ name: 'subjectAltName', altNames: names }] : []),
  ]);
  certificate.sign(signer.key, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}

const LOOPBACK = { type: 7, ip: '127.0.0.1' };
const dns = (value) => ({ type: 2, value });

function authority(subject) {
  return issue({
    subject,
    issuer: subject,
    signer: authorityKey,
    holder: authorityKey,
    from: -DAY,
    to: 30 * DAY,
    isAuthority: true,
  });
}

/** A key and its certificate, in the form that Node.js servers accept. */
function identity(changes = {}) {
  const cert = issue({
    subject: 'server',
    issuer: 'Trusted Test Root',
    signer: authorityKey,
    holder: serverKey,
    from: -DAY,
    to: 30 * DAY,
    names: [LOOPBACK, dns('api.example.test')],
    isAuthority: false,
    ...changes,
  });
  return { key: serverKey.pem, cert };
}

/** The root that clients trust. */
export const root = authority('Trusted Test Root');

export const good = identity();
export const expired = identity({ from: -3 * DAY, to: -2 * DAY });
export const notYetValid = identity({ from: 2 * DAY, to: 30 * DAY });
export const wrongHost = identity({ names: [dns('somebody-else.example')] });
export const unknownIssuer = identity({ issuer: 'Nobody', signer: newKey() });
/** A self-signed certificate, as development servers use it. */
export const selfSigned = identity({ issuer: 'server', signer: serverKey });
/** The output of `openssl req -x509`: a self-signed certificate that is also a CA. */
export const selfSignedAuthority = identity({
  issuer: 'server',
  signer: serverKey,
  isAuthority: true,
});

/** Writes a PEM file and returns its path. It is removed when the process ends. */
export function pemFile(text) {
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-pem-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'certificates.pem');
  writeFileSync(path, text);
  return path;
}
