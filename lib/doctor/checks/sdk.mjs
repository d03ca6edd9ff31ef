/** The doctor needs a client to know what the SDK thinks of the base URL. Nothing is sent. */
const PLACEHOLDER = 'doctor';
const LONGEST_SENTENCE = 300;
/** The variables of options that the doctor does not pass. */
const VARIABLES = { __proto__: null, logLevel: 'BAXCLOUD_LOG' };

/**
 * Loads the SDK, and tells which build it is.
 *
 * @returns the exports of the SDK, or undefined
 */
export function checkBuild(report, loadSdk) {
  let sdk;
  try {
    sdk = loadSdk();
  } catch (error) {
    const code = error?.cause?.code ?? error?.code ?? 'no code';
    const [line] = String(error?.message ?? '').split('\n', 1);
    const id = code === 'MODULE_NOT_FOUND' ? 'BINARY_MISSING' : 'BINARY_UNLOADABLE';
    const more = ` ${report.shown(line, LONGEST_SENTENCE)}`;
    report.problem('build', id, { code: report.shown(code), more });
    return undefined;
  }
  const { build } = sdk.BaxCloudVerifyClient;
  if (build === 'fetch') report.warn('build', 'FETCH_BUILD');
  else report.ok('build', 'The native binary for this system is loaded.');
  return sdk;
}

function idOf(code, field) {
  if (code === 'BAXVERIFY_HOST_NOT_ALLOWED') return code;
  if (code !== 'BAXVERIFY_INVALID_ARGUMENT') return 'BAXVERIFY_INTERNAL_ERROR';
  return field === 'baseUrl' ? 'BASE_URL_INVALID' : code;
}

/**
 * Checks the base URL as the SDK does.
 *
 * @returns {URL | undefined}
 */
export function checkUrl(report, sdk, { baseUrl, source }) {
  const { BaxCloudVerifyClient } = sdk;
  let client;
  try {
    client = new BaxCloudVerifyClient({ projectId: PLACEHOLDER, apiKey: PLACEHOLDER, baseUrl });
  } catch (error) {
    const { field, expected } = error?.details ?? {};
    // Other options also come from variables.
    const values = {
      source,
      expected: report.shown(expected, LONGEST_SENTENCE),
      field: VARIABLES[field] ?? report.shown(field),
    };
    report.problem('url', idOf(error?.code, field), values);
    return undefined;
  }
  const url = new URL(client.toJSON().baseUrl);
  const shown = report.shown(url.href);
  if (/\/v1\/?$/.test(url.pathname)) report.ok('url', shown);
  else report.warn('url', 'BASE_URL_WITHOUT_V1', { source, more: ` It is ${shown}.` });
  return url;
}
