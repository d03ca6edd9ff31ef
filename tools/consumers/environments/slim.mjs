// Runs as in an image with only Node, its libraries and the application: no certificates, no shell,
// no /etc, no /proc.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject } from '../consumer.mjs';
import { install } from '../install.mjs';
import { makeRoot, runInRoot } from './bare-root.mjs';
import { PROOF, withService } from './service.mjs';

export function whyNotSlim() {
  if (process.platform !== 'linux') return 'chroot is of Linux';
  return process.getuid() === 0 ? undefined : 'only root may chroot';
}

export async function slim({ folder, root, registry }) {
  const source = join(folder, 'source');
  const image = join(folder, 'image');
  copyProject('login', source);
  await install(source, registry);
  await makeRoot(image, [process.execPath, binaryIn(source)], source);
  for (const place of ['etc', 'usr/share/ca-certificates', 'proc', 'bin/sh']) {
    assert.equal(existsSync(join(image, place)), false, place);
  }

  const { makeCertificates, startTlsDoor } = await import('./certificates.mjs');
  const certificates = makeCertificates();
  writeFileSync(join(image, 'app/root.pem'), certificates.root);
  await withService({ root, registry }, async (env, emulator) => {
    const door = await startTlsDoor(certificates, emulator.port);
    const login = async (added) => {
      const secure = { BAXCLOUD_BASE_URL: `https://127.0.0.1:${door.port}/v1` };
      const { stdout } = await runInRoot(image, ['/app/main.mjs'], { ...env, ...secure, ...added });
      return JSON.parse(stdout);
    };
    try {
      for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']) {
        assert.deepEqual(await login({ [name]: '/app/root.pem' }), PROOF, name);
      }
      const { code, outcome, cause } = await login({});
      assert.deepEqual([code, outcome], ['BAXVERIFY_NETWORK_ERROR', 'not_sent']);
      assert.equal(cause, "the certificate's issuer is unknown");
    } finally {
      door.close();
    }
  });
  return 'over TLS with a root of its own; without that root the SDK refuses';
}

function binaryIn(project) {
  const scope = join(project, 'node_modules/@baxcloud');
  const [file] = readdirSync(scope, { recursive: true }).filter((name) => name.endsWith('.node'));
  return join(scope, file);
}
