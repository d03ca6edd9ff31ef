/** Which certificates are trusted, by what the environment says. */
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
    ['SSL_CERT_FILE names the roots', { SSL_CERT_FILE: trusted }],
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
    ['a missing file of extra roots adds none', { NODE_EXTRA_CA_CERTS: missing }],
    ['NODE_TLS_REJECT_UNAUTHORIZED takes no check away', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ]) {
    it(title, async () => {
      const error = await send(env);
      assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
      assert.equal(error.outcome, 'not_sent');
      assert.match(error.message, /issuer that this machine does not trust/);
    });
  }

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
