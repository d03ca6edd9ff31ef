import * as runner from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { testServer } from '../../kit/server.mjs';

testServer(
  { emulator: useEmulator(runner) },
  {
    file: fileURLToPath(new URL('../server.js', import.meta.url)),
    listening: /Server listening at (http[^"]+)"/,
    refusals: [
      ['production needs a secret', { NODE_ENV: 'production' }, /SESSION_SECRET must be set/],
      ['a missing key is named at the start', { BAXCLOUD_API_KEY: '' }, /BAXCLOUD_API_KEY/],
      ['a number of proxies is refused', { PROXIES: '1' }, /PROXIES must be the addresses/],
      ['a country that is none is named', { COUNTRIES: 'AT,XX' }, /countries/],
    ],
  },
);
