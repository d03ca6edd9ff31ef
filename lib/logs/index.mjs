import { notAClient, serverKeyNeeded } from '../arguments.mjs';
import { reasonOf } from '../call.mjs';
import { internals } from '../internals.mjs';
import { own } from '../own.mjs';
import { shortened } from '../stack.mjs';
import { allLogsOptions, logsQuery, signalOf } from './arguments.mjs';
import { pagesOf } from './pages.mjs';

/**
 * Iterates over the log. It calls the client's `listLogs`, so that a subclass or a stub of it takes
 * effect.
 */
export async function* eachLog(client, query, options) {
  const { phone, status, since, pageSize, signal } = iterationOf(client, query, options);
  const read = (page) => client.listLogs({ phone, status, page, limit: pageSize }, options);
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
  const { limit, call } = arrayOf(client, options);
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
    if (client[internals].isClientKey) throw serverKeyNeeded();
    return iteration;
  } catch (error) {
    throw shortened(error, allLogs, eachLog);
  }
}

function arrayOf(client, options) {
  try {
    if (!client?.[internals]) throw notAClient();
    return allLogsOptions(options);
  } catch (error) {
    throw shortened(error, allLogs);
  }
}
