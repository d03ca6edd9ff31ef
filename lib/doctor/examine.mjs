import { checkConnection } from './checks/connection.mjs';
import { checkName } from './checks/dns.mjs';
import { checkProxy, hostOf, portOf } from './checks/proxy.mjs';
import { checkResponse } from './checks/response.mjs';
import { checkRoots } from './checks/roots.mjs';
import { checkBuild, checkUrl } from './checks/sdk.mjs';
import { checkCall, checkMessages, checkProofs, LOG_QUERY } from './checks/service.mjs';
import { checkTls } from './checks/tls.mjs';
import { checkKey, checkProject, checkVariables } from './checks/variables.mjs';
import { Report } from './report.mjs';
import { resultOf } from './result.mjs';
import { readSettings } from './settings.mjs';
import { TimeLimit } from './time-limit.mjs';

/** Milliseconds of one step of the network, and of one call. */
const STEP = 5000;
const CALL = 10_000;
const SHORTEST_LOOKUP = 2000;
/** A call of the SDK decides about what these checks suspect. */
const SUSPECTED = ['proxy', 'roots', 'dns', 'connection', 'tls', 'response'];

/**
 * Does all checks, in order.
 *
 * @param {{ baseUrl?: string, timeout: number }} options
 * @param {{ loadSdk: () => object, version: string }} sdk
 * @returns {Promise<import('./result.mjs').Result>}
 */
export async function examine({ baseUrl, timeout }, { loadSdk, version }) {
  const limit = new TimeLimit(timeout);
  const settings = readSettings(process.env, baseUrl);
  const report = new Report(settings.secrets);
  checkVariables(report, settings);
  checkProject(report, settings);
  checkKey(report, settings);
  const isConfigured = !report.hasProblem;

  const sdk = checkBuild(report, loadSdk);
  const build = sdk?.BaxCloudVerifyClient.build ?? null;
  const url = sdk && checkUrl(report, sdk, settings);
  // A log of the SDK would mix with the output.
  delete process.env.BAXCLOUD_LOG;
  if (url) {
    const context = await checkNetwork(report, { settings, url, build }, limit);
    if (isConfigured && context) await checkService(report, sdk, settings, context, limit);
    else report.skip('service', 'It is called when the problems above are solved.');
  }
  return resultOf(report, { version, build });
}

const lookupTime = (limit) => Math.max(SHORTEST_LOOKUP, limit.share(STEP));

/**
 * @returns {Promise<import('./checks/service.mjs').Context | undefined>} undefined if a call of the
 *   SDK would not end
 */
async function checkNetwork(report, { settings, url, build }, limit) {
  const { env, source } = settings;
  const host = hostOf(url);
  const proxy = checkProxy(report, build, env, url);
  const context = { source, url, variable: proxy?.variable };
  const roots = checkRoots(report, build, env, url);
  if (report.firstProblem(['proxy'])) return context;
  const target = { host: proxy?.host ?? host, source: proxy?.variable ?? source };
  const lookedUp = await checkName(report, target, limit, lookupTime);
  if (lookedUp !== 'usable') return lookedUp === 'hangs' ? undefined : context;
  const isSecure = url.protocol === 'https:';
  if (proxy && !isSecure) {
    report.skip('connection', 'A request over http goes through the proxy as it is.');
    return context;
  }
  const service = { host, port: portOf(url), source, proxy, roots };
  let socket = await checkConnection(report, service, limit.share(STEP));
  if (socket && isSecure) {
    socket = await checkTls(report, socket, { host, source, roots }, limit.share(STEP));
  }
  if (!socket) return context;
  const response = await checkResponse(report, socket, url, source, limit.share(STEP));
  return { ...context, response };
}

/** Calls that read only, and never one that sends. */
async function checkService(report, sdk, { baseUrl }, context, limit) {
  const connect = async () => new sdk.BaxCloudVerifyClient({ baseUrl, maxRetries: 0 });
  const client = (await checkCall(report, 'service', connect, context))?.value;
  if (!client) return;
  const options = () => ({ timeout: Math.max(100, Math.min(CALL, limit.left)) });
  const stats = await checkCall(report, 'service', () => client.getStats({}, options()), context);
  if (!stats) return;
  report.downgrade(SUSPECTED);
  report.ok('service', 'It accepts the project, the key, its scope and the plan.');
  const validate = (request) => client.validateVerificationToken(request, options());
  await checkProofs(report, validate, context);
  const read = () => client.listLogs(LOG_QUERY, options());
  const logs = await checkCall(report, 'messages', read, context);
  if (logs) checkMessages(report, Array.isArray(logs.value?.items) ? logs.value.items : []);
}
