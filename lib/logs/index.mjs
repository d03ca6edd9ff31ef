import { notAClient, serverKeyNeeded } from '../arguments.mjs';
import { reasonOf } from '../call.mjs';
import { BaxVerifyError } from '../error.mjs';
import { internals } from '../internals.mjs';
import { own } from '../own.mjs';
import { shortened } from '../stack.mjs';
import { allLogsOptions, checkAllLogsQuery, logsQuery, signalOf } from './arguments.mjs';
import { pagesOf } from './pages.mjs';

/**
 * Iterates over the log. It calls the client's `listLogs`, so that a subclass or a stub of it takes
 * effect.
 */
export async function* eachLog(client, query, options) {
  const iteration = iterationOf(client, query, options);
  const { phone, status, since, pageSize, signal, refusal } = iteration;
  const list = (page) => client.listLogs({ phone, status, page, limit: pageSize }, options);
  const read = refusal ? (page) => orRefusal(list(page), refusal) : list;
  for await (const entries of pagesOf(read, pageSize)) {
    let isPast = since !== undefined && entries.length > 0;
    for (const entry of entries) {
      const isOld = since !== undefined && Date.parse(own(entry, 'createdAt')) < since;
      isPast &&= isOld;
      if (isOld) continue;
      yield entry;
      if (signal?.aborted) throw reasonOf(signal);
    }
    // The newest messages come first.
    if (isPast) return;
  }
}

export async function allLogs(client, query, options) {
  const { limit, call } = arrayOf(client, query, options);
  const entries = [];
  for await (const entry of client.eachLog(query, call)) {
    entries.push(entry);
    if (entries.length === limit) break;
  }
  return entries;
}

function iterationOf(client, query, options) {
  try {
    if (!client?.[internals]) throw notAClient();
    const iteration = { ...logsQuery(query), signal: signalOf(options) };
    if (!client[internals].isClientKey) return iteration;
    return { ...iteration, refusal: shortened(serverKeyNeeded(), allLogs, eachLog) };
  } catch (error) {
    throw shortened(error, allLogs, eachLog);
  }
}

/**
 * The page, or the error of `listLogs`. If that refuses a client key, the error is `refusal`, whose
 * stack has the line of the caller. A stub of `listLogs` does not refuse it.
 */
async function orRefusal(page, refusal) {
  try {
    return await page;
  } catch (error) {
    throw isRefusal(error) ? refusal : error;
  }
}

function isRefusal(error) {
  return (
    error instanceof BaxVerifyError &&
    error.code === 'BAXVERIFY_INVALID_ARGUMENT' &&
    error.details?.field === 'apiKey'
  );
}

function arrayOf(client, query, options) {
  try {
    if (!client?.[internals]) throw notAClient();
    checkAllLogsQuery(query);
    return allLogsOptions(options);
  } catch (error) {
    throw shortened(error, allLogs);
  }
}
