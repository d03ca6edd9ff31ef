// A root certificate, a certificate for 127.0.0.1, both valid for an hour, and a TLS proxy for a
// plain port.

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import forge from 'node-forge';

const { pki } = forge;

export function makeCertificates() {
  const authority = certificate('Test root', [
    { name: 'basicConstraints', cA: true, critical: true },
  ]);
  const extensions = [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }];
  const server = certificate('127.0.0.1', extensions, authority);
  return {
    root: pki.certificateToPem(authority.certificate),
    cert: pki.certificateToPem(server.certificate),
    key: pki.privateKeyToPem(server.keys.privateKey),
  };
}

function certificate(commonName, extensions, issuer) {
  const keys = pki.rsa.generateKeyPair(2048);
  const own = pki.createCertificate();
  own.publicKey = keys.publicKey;
  own.serialNumber = `00${randomBytes(8).toString('hex')}`;
  own.validity.notBefore = new Date(Date.now() - 60_000);
  own.validity.notAfter = new Date(Date.now() + 3_600_000);
  const subject = [{ name: 'commonName', value: commonName }];
  own.setSubject(subject);
  own.setIssuer(issuer ? issuer.certificate.subject.attributes : subject);
  own.setExtensions(extensions);
  own.sign(issuer?.keys.privateKey ?? keys.privateKey, forge.md.sha256.create());
  return { certificate: own, keys };
}

/** @returns {Promise<{ port: number, close: () => void }>} */
export async function startTlsDoor({ cert, key }, port) {
  const server = createServer({ cert, key }, (outside) => {
    const inside = connect(port, '127.0.0.1');
    outside.pipe(inside).pipe(outside);
    outside.on('error', () => inside.destroy());
    inside.on('error', () => outside.destroy());
  });
  server.on('tlsClientError', () => {
    // A client that does not trust the certificate disconnects, as its test expects.
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, close: () => server.close() };
}
