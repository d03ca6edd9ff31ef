import { notAClient } from '../arguments.mjs';
import { reasonOf } from '../call.mjs';
import { internals } from '../internals.mjs';
import { own } from '../own.mjs';
import { allLogsOptions, logsQuery, signalOf } from './arguments.mjs';
import { pagesOf } from './pages.mjs';

/**
 * Iterates over the log. It calls the client's `listLogs`, so that a subclass or a stub of it takes
 * effect.
 */
export async function* eachLog(client, query, options) {
  if (!client?.[internals]) throw notAClient();
  const { phone, status, since, pageSize } = logsQuery(query);
  const signal = signalOf(options);
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
  if (!client?.[internals]) throw notAClient();
  const { limit, call } = allLogsOptions(options);
  const entries = [];
  for await (const entry of client.eachLog(query, call)) {
    entries.push(entry);
    if (entries.length === limit) break;
  }
  return entries;
}
