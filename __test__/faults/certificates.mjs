/**
 * A certificate authority of the tests' own, and what it issues: good certificates and bad ones.
 *
 * Made anew in each process, so that nothing expires in the repository and no private key lies in it.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';

const DAY = 24 * 3600 * 1000;

/** OpenSSL makes keys many times faster than JavaScript does. */
function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });
  const key = forge.pki.privateKeyFromPem(pem);
  return { pem, key, publicKey: forge.pki.setRsaPublicKey(key.n, key.e) };
}

const authorityKey = newKey();
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

/** A key and a certificate for it, as Node's servers take them. */
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

/** The root that clients are told to trust. */
export const root = authority('Trusted Test Root');

export const good = identity();
export const expired = identity({ from: -3 * DAY, to: -2 * DAY });
export const notYetValid = identity({ from: 2 * DAY, to: 30 * DAY });
export const wrongHost = identity({ names: [dns('somebody-else.example')] });
export const unknownIssuer = identity({ issuer: 'Nobody', signer: newKey() });
/** Its own issuer, as development servers have it. */
export const selfSigned = identity({ issuer: 'server', signer: serverKey });
/** What `openssl req -x509` makes: its own issuer, and an authority besides. */
export const selfSignedAuthority = identity({
  issuer: 'server',
  signer: serverKey,
  isAuthority: true,
});

/** Writes a PEM file, which goes when the process ends; yields its path. */
export function pemFile(text) {
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-pem-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'certificates.pem');
  writeFileSync(path, text);
  return path;
}
