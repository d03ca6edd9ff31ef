/** Tests which certificates are trusted, depending on the environment. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { good, pemFile, root, selfSigned } from './certificates.mjs';
import { sendFromChild } from './child.mjs';
import { http1Server, OK } from './http1.mjs';

describe('trust', { concurrency: 4 }, () => {
  const trusted = pemFile(root);
  const other = pemFile(selfSigned.cert);
  const marked = pemFile(`\uFEFF${root}`);
  const older = pemFile(root.replaceAll(' CERTIFICATE-', ' X509 CERTIFICATE-'));
  const without = pemFile('# Nothing yet\n-----BEGIN CERTIFICATE-----\nAAAA\n');
  const missing = '/nowhere/certificates.pem';
  const empty = mkdtempSync(join(tmpdir(), 'baxverify-empty-'));
  let server;
  const send = (env) => sendFromChild(server.baseUrl, env);

  before(async () => {
    server = await http1Server({ request: (socket) => socket.write(OK) }, true);
  });
  after(() => {
    server.close();
    rmSync(empty, { recursive: true });
  });

  for (const [title, env] of [
    ['NODE_EXTRA_CA_CERTS adds roots', { NODE_EXTRA_CA_CERTS: trusted }],
    [
      'NODE_EXTRA_CA_CERTS may hold several certificates',
      { NODE_EXTRA_CA_CERTS: pemFile(`${selfSigned.cert}\n# The root:\n${root}`) },
    ],
    [
      'NODE_EXTRA_CA_CERTS is read past what is broken',
      {
        NODE_EXTRA_CA_CERTS: pemFile(
          `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${root}`,
        ),
      },
    ],
    ['NODE_EXTRA_CA_CERTS may begin with a byte order mark', { NODE_EXTRA_CA_CERTS: marked }],
    ['NODE_EXTRA_CA_CERTS may have the label X509', { NODE_EXTRA_CA_CERTS: older }],
    ['SSL_CERT_FILE names the roots', { SSL_CERT_FILE: trusted }],
    ['SSL_CERT_FILE may begin with a byte order mark', { SSL_CERT_FILE: marked }],
    ['SSL_CERT_FILE may have the label X509', { SSL_CERT_FILE: older }],
    ['SSL_CERT_DIR may hold a file with a byte order mark', { SSL_CERT_DIR: dirname(marked) }],
    ['SSL_CERT_DIR may hold a file with the label X509', { SSL_CERT_DIR: dirname(older) }],
    ['SSL_CERT_DIR names where they are', { SSL_CERT_DIR: dirname(trusted) }],
    [
      'SSL_CERT_DIR may hold what SSL_CERT_FILE lacks',
      { SSL_CERT_FILE: other, SSL_CERT_DIR: dirname(trusted) },
    ],
    [
      'SSL_CERT_FILE may hold what SSL_CERT_DIR lacks',
      { SSL_CERT_FILE: trusted, SSL_CERT_DIR: empty },
    ],
    [
      'SSL_CERT_DIR is enough where SSL_CERT_FILE is missing',
      { SSL_CERT_FILE: missing, SSL_CERT_DIR: dirname(trusted) },
    ],
    [
      'NODE_EXTRA_CA_CERTS adds to SSL_CERT_FILE',
      { SSL_CERT_FILE: other, NODE_EXTRA_CA_CERTS: trusted },
    ],
    [
      'a certificate that is trusted itself is accepted',
      { NODE_EXTRA_CA_CERTS: pemFile(good.cert + root) },
    ],
  ]) {
    it(title, async () => {
      assert.equal((await send(env)).value?.expiresInSeconds, 300);
    });
  }

  for (const [title, env] of [
    ['nothing else trusts an unknown issuer', {}],
    ['SSL_CERT_FILE adds no other root', { SSL_CERT_FILE: other }],
    ['SSL_CERT_DIR adds no other root', { SSL_CERT_DIR: dirname(other) }],
    ['extra roots add no other root', { NODE_EXTRA_CA_CERTS: other }],
    ['NODE_TLS_REJECT_UNAUTHORIZED takes no check away', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ]) {
    it(title, async () => {
      const error = await send(env);
      assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
      assert.equal(error.outcome, 'not_sent');
      assert.match(error.message, /issuer that this machine does not trust/);
      assert.equal(error.cause, "the certificate's issuer is unknown");
      assert.doesNotMatch(error.message, /could be read/);
    });
  }

  for (const [title, env] of [
    ['a missing file of extra roots is reported', { NODE_EXTRA_CA_CERTS: missing }],
    ['a directory in place of that file is reported', { NODE_EXTRA_CA_CERTS: empty }],
    ['a file without certificates is reported', { NODE_EXTRA_CA_CERTS: without }],
    ['and beside SSL_CERT_FILE as well', { SSL_CERT_FILE: other, NODE_EXTRA_CA_CERTS: missing }],
  ]) {
    it(title, async () => {
      const error = await send(env);
      assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
      assert.equal(error.outcome, 'not_sent');
      assert.match(
        error.message,
        /does not trust\. NODE_EXTRA_CA_CERTS is set, but no certificate could be read from there\.$/,
      );
      assert.equal(error.cause, "the certificate's issuer is unknown");
      assert.doesNotMatch(error.message, /nowhere|baxverify-empty/);
    });
  }

  it('missing extra roots do not affect other roots', async () => {
    const result = await send({ SSL_CERT_FILE: trusted, NODE_EXTRA_CA_CERTS: missing });
    assert.equal(result.value?.expiresInSeconds, 300);
  });

  for (const [title, env, name] of [
    ['SSL_CERT_FILE that is missing is named', { SSL_CERT_FILE: missing }, /SSL_CERT_FILE/],
    ['SSL_CERT_DIR that is empty is named', { SSL_CERT_DIR: empty }, /SSL_CERT_DIR/],
    [
      'the file is named where both have none',
      { SSL_CERT_FILE: missing, SSL_CERT_DIR: empty },
      /SSL_CERT_FILE/,
    ],
    [
      'extra roots do not stand in for those that are missing',
      { SSL_CERT_DIR: empty, NODE_EXTRA_CA_CERTS: trusted },
      /SSL_CERT_DIR/,
    ],
    [
      'nor where both are set',
      { SSL_CERT_FILE: missing, SSL_CERT_DIR: empty, NODE_EXTRA_CA_CERTS: trusted },
      /SSL_CERT_FILE/,
    ],
  ]) {
    it(title, async () => {
      const error = await send(env);
      assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
      assert.equal(error.outcome, 'not_sent');
      assert.equal(error.retryable, false);
      assert.equal(error.path, '/v1/auth/sms/send');
      assert.match(error.message, name);
      assert.doesNotMatch(error.message, /nowhere|baxverify-empty/);
    });
  }
});
