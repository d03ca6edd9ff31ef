import { BaxVerifyError } from '../error.mjs';
import { own } from '../own.mjs';
import { keyOf, RecentEntries } from './recent-entries.mjs';

/** A page is asked to have at most 1000 entries. More than this would block the event loop. */
const LARGEST_PAGE = 10_000;
/** Consecutive pages without a new entry, after which the service is at fault. */
const MOST_REPEATS = 10;
/** The same while the total grows: as many messages arrive as a page has entries. */
const MOST_REPEATS_WHILE_GROWING = 200;
/** The most pages that are read again because entries left the list. */
const MOST_BACK = 10;

/**
 * Reads the log page by page. It returns no entry twice, and it misses none that was in the log at
 * the start.
 *
 * The service counts pages from the newest message. New messages move entries to later pages, so a
 * page may repeat entries. With a filter, messages can also leave the list, for example when they
 * are verified. Then the total gets smaller, and entries have moved to earlier pages. Those pages
 * are read again.
 *
 * @param {(page: number) => Promise<object>} read
 * @param {number} size how many entries a page is asked to have
 */
export async function* pagesOf(read, size) {
  const recent = new RecentEntries();
  let page = 1;
  let answer = pageOf(await read(page));
  let received = 0;
  let repeats = 0;
  let growing = 0;
  let longest = size;
  for (;;) {
    const { items, total } = answer;
    const fresh = recent.addAll(items);
    received += fresh.length;
    yield fresh.map(({ entry }) => entry);
    if (items.length === 0 || (items.length < longest && received >= total)) return;
    // A service may have a smaller limit than `size`.
    longest = page === 1 ? Math.min(size, items.length) : longest;

    if (fresh.length > 0) repeats = growing = 0;
    else if (repeats++ === MOST_REPEATS || growing === MOST_REPEATS_WHILE_GROWING) {
      throw unusable('pages of the log repeat earlier ones');
    }
    [page, answer] = await nextPage(read, page, fresh.length === 0 ? items : [], recent);
    if (answer.total > total) {
      repeats = 0;
      growing += 1;
    }

    for (const earlier of pagesBefore(page, total - answer.total, size)) {
      const again = recent.addAll(pageOf(await read(earlier)).items);
      received += again.length;
      yield again.map(({ entry }) => entry);
    }
  }
}

/**
 * Reads the page after this one. If all entries of this one were known, many new messages have
 * arrived. Then it skips pages, but it returns one that begins with a known entry, so that none is
 * missed.
 *
 * @param {{ key: string }[]} known the entries of this page, if all were known
 */
async function nextPage(read, page, known, recent) {
  let ahead = known.length === 0 ? 1 : Math.ceil(recent.after(known.at(-1).key) / known.length);
  for (; ahead > 1; ahead = Math.floor(ahead / 2)) {
    const answer = pageOf(await read(page + ahead));
    if (answer.items.length > 0 && recent.has(answer.items[0].key)) return [page + ahead, answer];
  }
  return [page + 1, pageOf(await read(page + 1))];
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

/** The numbers of the pages that hold what has moved back by `count` entries. */
function pagesBefore(page, count, size) {
  if (!(count > 0)) return [];
  const most = Math.min(Math.ceil(count / size), MOST_BACK, page - 1);
  return Array.from({ length: most }, (_, back) => page - 1 - back);
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
