import * as runner from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { testServer } from '../../kit/server.mjs';

testServer(
  { emulator: useEmulator(runner) },
  {
    file: fileURLToPath(new URL('../server.js', import.meta.url)),
    refusals: [
      ['production needs a secret', { NODE_ENV: 'production' }, /SESSION_SECRET must be set/],
      ['a missing key is named at the start', { BAXCLOUD_API_KEY: '' }, /BAXCLOUD_API_KEY/],
      ['a number of proxies that is none is named', { TRUSTED_PROXIES: 'one' }, /clientAddress/],
      ['a country that is none is named', { COUNTRIES: 'AT,XX' }, /countries/],
    ],
  },
);
