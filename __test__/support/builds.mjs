import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

/** With `--conditions=workerd`, the tests of a file use the fetch build. */
export const isFetch = BaxCloudVerifyClient.build === 'fetch';

/**
 * What the fetch build does not promise. `__test__/fetch/suites.test.mjs` runs the tests of the
 * native build with it. The table in docs/fetch-build.md tells users the same.
 */
const DIFFERENCES = {
  __proto__: null,
  'one class in both module systems': 'the fetch build has a file of its own for `import`',
  'interim responses': 'undici counts a flood of them as a broken connection',
  pollution: 'Node.js cannot load undici when `Object.prototype` is polluted',
};

/** The options of a test that only the native build passes. */
export function nativeOnly(difference) {
  const reason = DIFFERENCES[difference];
  if (reason === undefined) throw new Error(`not a known difference: ${difference}`);
  return { skip: isFetch && reason };
}
