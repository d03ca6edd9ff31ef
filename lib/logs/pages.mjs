import { BaxVerifyError } from '../error.mjs';
import { own } from '../own.mjs';
import { keyOf, RecentEntries } from './recent-entries.mjs';

/** A page is asked to have at most 1000 entries. More than this would block the event loop. */
const LARGEST_PAGE = 10_000;
/** Consecutive pages without a new entry, after which the service is at fault. */
const MOST_REPEATS = 10;
/** The same while the total grows: as many messages arrive as a page has entries. */
const MOST_REPEATS_WHILE_GROWING = 50;
/** The most pages to step back at once. A larger step is the fault of a wrong total. */
const MOST_BACK = 5;

/**
 * Reads the log page by page. It returns no entry twice, and it misses none that was in the log at
 * the start. Entries repeat if more arrive between two reads than `RecentEntries` remembers.
 *
 * The service counts pages from the newest message. New messages move entries to later pages, so a
 * page may repeat entries. With a filter, messages can also leave the list, for example when they
 * are verified. Then the total gets smaller, and entries have moved to earlier pages. Those pages
 * are read again. If messages leave between all reads, some can still be missed.
 *
 * @param {(page: number) => Promise<object>} read
 * @param {number} size how many entries a page is asked to have
 */
export async function* pagesOf(read, size) {
  const recent = new RecentEntries();
  let next = 1;
  let total = NaN;
  let received = 0;
  let repeats = 0;
  let growing = 0;
  let length = size;
  /** The last page from which the iteration stepped back. */
  let stepped = 0;
  for (let known = []; ; ) {
    const { answer, page } = await nextPage(read, next, known, recent);
    const { items } = answer;
    const lost = total - answer.total;
    total = answer.total;
    const fresh = recent.addAll(items);
    received += fresh.length;
    yield fresh.map(({ entry }) => entry);

    if (fresh.length > 0) repeats = growing = 0;
    else if (page > stepped) {
      if (lost < 0) growing += 1;
      repeats = lost < 0 ? 0 : repeats + 1;
      if (repeats > MOST_REPEATS || growing > MOST_REPEATS_WHILE_GROWING) {
        throw unusable('pages of the log repeat earlier ones');
      }
    }

    if (lost > 0 && page > stepped && page > 1) {
      stepped = page;
      next = Math.max(1, page - Math.min(Math.ceil(lost / length), MOST_BACK));
      known = [];
      continue;
    }
    if (items.length === 0 || (items.length < length && received >= total)) return;
    // A service may have a smaller limit than `size`.
    if (page === 1) length = Math.min(size, items.length);
    known = fresh.length > 0 || page <= stepped ? [] : items;
    next = page + 1;
  }
}

/**
 * Reads the next page. If all entries of the last one were known, many new messages have arrived.
 * Then it skips pages, but it returns one that begins with a known entry, so that none is missed.
 *
 * @param {{ key: string }[]} known the entries of the last page, if all were known
 */
async function nextPage(read, page, known, recent) {
  const after = known.length === 0 ? 0 : recent.count - 1 - recent.placeOf(known.at(-1).key);
  let ahead = Math.ceil(after / Math.max(1, known.length)) - 1;
  for (; ahead > 0; ahead = Math.floor(ahead / 2)) {
    const answer = pageOf(await read(page + ahead));
    const { items } = answer;
    if (items.length > 0 && recent.has(items[0].key)) return { answer, page: page + ahead };
  }
  return { answer: pageOf(await read(page)), page };
}

/** The entries of a response with their keys, and the total if it is a number. */
function pageOf(response) {
  const read = typeof response === 'object' && response !== null ? response : {};
  const entries = own(read, 'items');
  if (!Array.isArray(entries)) throw unusable('it has no list of items');
  if (entries.length > LARGEST_PAGE) throw unusable(`it has more than ${LARGEST_PAGE} items`);
  const items = entries.map((entry) => {
    const key = typeof entry === 'object' && entry !== null ? keyOf(entry) : undefined;
    if (key === undefined) throw unusable('an entry of the log has neither an id nor a time');
    return { key, entry };
  });
  const total = own(read, 'total');
  return { items, total: Number.isSafeInteger(total) && total >= 0 ? total : NaN };
}

function unusable(reason) {
  return new BaxVerifyError({
    code: 'BAXVERIFY_INVALID_RESPONSE',
    message: `A response of listLogs cannot be used: ${reason}.`,
    outcome: 'unknown',
    retryable: false,
    attempts: 1,
  });
}
