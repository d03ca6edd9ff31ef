import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { testServer } from '../../kit/server.mjs';
import { account } from './support.js';

const emulator = useEmulator(runner);
const folder = mkdtempSync(join(tmpdir(), 'baxverify-firebase-'));
runner.after(() => rmSync(folder, { recursive: true }));
const credentials = (name) => ({ GOOGLE_APPLICATION_CREDENTIALS: join(folder, name) });

writeFileSync(
  join(folder, 'service-account.json'),
  JSON.stringify({
    type: 'service_account',
    project_id: account.projectId,
    client_email: account.clientEmail,
    private_key: account.privateKey,
  }),
);

testServer(
  { emulator },
  {
    file: fileURLToPath(new URL('../server.js', import.meta.url)),
    env: credentials('service-account.json'),
    refusals: [
      ['a server that cannot sign does not start', credentials('missing.json'), /missing\.json/],
    ],
  },
);
